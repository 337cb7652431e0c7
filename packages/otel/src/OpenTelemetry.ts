import type { MessageActivity, QueueActivity, TaskActivity, ToolActivity } from '@mitosislabs/agent';
import type {
  Activity,
  AttemptActivity,
  CallActivity,
  CommandActivity,
  Telemetry,
} from '@mitosislabs/transport/telemetry';
import type { SendActivity, SessionActivity } from '@mitosislabs/xmtp';
import {
  createNoopMeter,
  type MeterProvider,
  metrics as metricsAPI,
  ProxyTracerProvider,
  SpanKind,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { Agents } from './Agents.ts';
import { Calls } from './Calls.ts';
import { FollowedSpan, type SpanDescription } from './FollowedSpan.ts';
import type { InstrumentOptions } from './InstrumentOptions.ts';
import { Metrics, SCOPE, VERSION } from './Metrics.ts';
import { remoteContext } from './traceparent.ts';

type Followed =
  | AttemptActivity
  | CallActivity
  | CommandActivity
  | MessageActivity
  | QueueActivity
  | SendActivity
  | SessionActivity
  | TaskActivity
  | ToolActivity;

/** The telemetry of a process, over the API of OpenTelemetry. */
export class OpenTelemetry implements Telemetry {
  readonly #options: InstrumentOptions;
  readonly #metrics: Metrics;
  readonly #startSpan: (description: SpanDescription) => FollowedSpan;
  readonly #calls: Calls;
  readonly #agents: Agents;

  constructor(options: InstrumentOptions) {
    const { recordContent = false, traceHeader, ignore = [] } = options;
    // The types of the options do not name the API: it may not be installed.
    const tracerProvider = options.tracerProvider as TracerProvider | undefined;
    const meterProvider = options.meterProvider as MeterProvider | undefined;
    const tracer = () => (tracerProvider ?? trace).getTracer(SCOPE, VERSION);
    const startSpan = (description: SpanDescription) => new FollowedSpan(tracer, description, recordContent);
    const metrics = new Metrics(meterProvider);
    this.#options = options;
    this.#metrics = metrics;
    this.#startSpan = startSpan;
    this.#calls = new Calls({ startSpan, metrics, traceHeader, ignore: new Set(ignore) });
    this.#agents = new Agents({ startSpan, metrics, recordContent });
  }

  /** Exports what was recorded, where the providers can. */
  async flush(): Promise<void> {
    const { tracerProvider, meterProvider } = this.#options;
    const providers = [
      tracerProvider ?? trace.getTracerProvider(),
      meterProvider ?? metricsAPI.getMeterProvider(),
    ];
    await Promise.all(providers.map(flushProvider));
  }

  run<T>(activity: Activity, work: () => Promise<T>): Promise<T> {
    if (this.#isIdle()) return work();
    const followed = activity as Followed;
    switch (followed.type) {
      case 'call':
        return this.#calls.call(followed, work);
      case 'attempt':
        return this.#calls.attempt(followed, work);
      case 'send':
        return this.#agents.send(followed, work);
      case 'message':
        return this.#agents.message(followed, work);
      case 'task':
        return this.#agents.task(followed, work);
      case 'tool':
        return this.#agents.tool(followed, work);
      case 'command':
        return this.#command(followed, work);
      case 'session':
        return this.#count('mitosis.client.sessions', followed.session.agentName, work);
      case 'queue':
        return this.#count('mitosis.agent.queue.length', followed.agentName, work);
      default:
        return work();
    }
  }

  /** Whether no SDK is registered: then the work costs nothing more. */
  #isIdle(): boolean {
    const { tracerProvider, meterProvider } = this.#options;
    if (tracerProvider !== undefined || meterProvider !== undefined) return false;
    const registered = trace.getTracerProvider();
    const hasTracer =
      !(registered instanceof ProxyTracerProvider) || registered.getDelegateTracer(SCOPE) !== undefined;
    return !hasTracer && metricsAPI.getMeterProvider().getMeter(SCOPE) === createNoopMeter();
  }

  async #command<T>({ name, traceparent }: CommandActivity, work: () => Promise<T>): Promise<T> {
    const parent = traceparent === undefined ? undefined : remoteContext(traceparent);
    const span = this.#startSpan({ name, kind: SpanKind.INTERNAL, attributes: {}, parent });
    try {
      const result = await span.run(work);
      span.end();
      return result;
    } catch (error) {
      span.fail(error);
      throw error;
    }
  }

  async #count<T>(
    name: 'mitosis.client.sessions' | 'mitosis.agent.queue.length',
    agentName: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const attributes = { 'gen_ai.agent.name': agentName };
    this.#metrics.add(name, 1, attributes);
    try {
      return await work();
    } finally {
      this.#metrics.add(name, -1, attributes);
    }
  }
}

/** The API has no way to do it: the registered provider stands behind a proxy. */
async function flushProvider(provider: object): Promise<void> {
  try {
    const inner: unknown = callMethod(provider, 'getDelegate') ?? provider;
    await callMethod(inner, 'forceFlush');
  } catch {
    // An exporter that cannot reach its server reports it itself.
  }
}

function callMethod(object: unknown, name: string): unknown {
  const method: unknown = Reflect.get(Object(object), name);
  return typeof method === 'function' ? method.call(object) : undefined;
}
