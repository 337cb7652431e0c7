import type { MessageActivity, QueueActivity, TaskActivity, ToolActivity } from '@mitosislabs/agent';
import type { Activity, AttemptActivity, CallActivity, Telemetry } from '@mitosislabs/transport/telemetry';
import type { SendActivity, SessionActivity } from '@mitosislabs/xmtp';
import { trace } from '@opentelemetry/api';
import { Agents } from './Agents.ts';
import { Calls } from './Calls.ts';
import { FollowedSpan, type SpanDescription } from './FollowedSpan.ts';
import type { InstrumentOptions } from './InstrumentOptions.ts';
import { Metrics, SCOPE, VERSION } from './Metrics.ts';

type Followed =
  | AttemptActivity
  | CallActivity
  | MessageActivity
  | QueueActivity
  | SendActivity
  | SessionActivity
  | TaskActivity
  | ToolActivity;

/** The telemetry of a process, over the API of OpenTelemetry. */
export class OpenTelemetry implements Telemetry {
  readonly #metrics: Metrics;
  readonly #calls: Calls;
  readonly #agents: Agents;

  constructor(options: InstrumentOptions) {
    const { recordContent = false, traceHeader, ignore = [], tracerProvider, meterProvider } = options;
    const tracer = () => (tracerProvider ?? trace).getTracer(SCOPE, VERSION);
    const startSpan = (description: SpanDescription) => new FollowedSpan(tracer, description, recordContent);
    const metrics = new Metrics(meterProvider);
    this.#metrics = metrics;
    this.#calls = new Calls({ startSpan, metrics, traceHeader, ignore: new Set(ignore) });
    this.#agents = new Agents({ startSpan, metrics, recordContent });
  }

  run<T>(activity: Activity, work: () => Promise<T>): Promise<T> {
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
      case 'session':
        return this.#count('mitosis.client.sessions', followed.session.agentName, work);
      case 'queue':
        return this.#count('mitosis.agent.queue.length', followed.agentName, work);
      default:
        return work();
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
