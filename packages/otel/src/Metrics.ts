import { type Attributes, type Meter, type MeterProvider, metrics } from '@opentelemetry/api';
import { safely } from './safely.ts';

/** The name of the meter and the tracer. */
export const SCOPE = '@mitosislabs/otel';
/** Set by the build (tooling/tsup.js); the sources have no version. */
declare const __VERSION__: string | undefined;
/** The version of the meter and the tracer. */
export const VERSION: string = typeof __VERSION__ === 'undefined' ? '0.0.0' : __VERSION__;

/** The bounds that the HTTP conventions recommend for durations. In seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** The bounds that the GenAI conventions recommend for durations. In seconds. */
const LONG_SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

/** Creates the instruments of one meter. */
function instrumentsOf(meter: Meter) {
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { description, unit: 's', advice: { explicitBucketBoundaries } });
  return {
    'http.client.request.duration': seconds(
      'http.client.request.duration',
      'Duration of HTTP client requests.',
      SECONDS,
    ),
    'mitosis.client.call.duration': seconds(
      'mitosis.client.call.duration',
      'Duration of calls, with their attempts and the waits between them.',
      SECONDS,
    ),
    'gen_ai.client.operation.duration': seconds(
      'gen_ai.client.operation.duration',
      'Duration of messages, tasks and tool calls.',
      LONG_SECONDS,
    ),
    'mitosis.agent.message.lag': seconds(
      'mitosis.agent.message.lag',
      'Time from the moment when the server stored a message to the moment when the agent begins to answer it.',
      LONG_SECONDS,
    ),
    'mitosis.client.retries': meter.createCounter('mitosis.client.retries', {
      description: 'Requests that were sent again.',
      unit: '{request}',
    }),
    'mitosis.client.reconnects': meter.createCounter('mitosis.client.reconnects', {
      description: 'Streams of events that were opened again after they were lost.',
      unit: '{connection}',
    }),
    'mitosis.client.sessions': meter.createUpDownCounter('mitosis.client.sessions', {
      description: 'Open sessions with agents.',
      unit: '{session}',
    }),
    'mitosis.agent.queue.length': meter.createUpDownCounter('mitosis.agent.queue.length', {
      description: 'Messages that an agent has read and not finished answering.',
      unit: '{message}',
    }),
  };
}

type Instruments = ReturnType<typeof instrumentsOf>;
type NameOf<Kind> = {
  [Name in keyof Instruments]: Instruments[Name] extends Kind ? Name : never;
}[keyof Instruments];

/** The metrics of clients and agents. */
export class Metrics {
  readonly #own: MeterProvider | undefined;
  #made: { readonly provider: MeterProvider; readonly instruments: Instruments } | undefined;

  /** @param provider - Creates the meter. Default: the provider that is registered with the API. */
  constructor(provider: MeterProvider | undefined) {
    this.#own = provider;
  }

  /** Records a duration. In ms. */
  duration(name: NameOf<{ record: unknown }>, ms: number, attributes: Attributes): void {
    safely(() => this.#instruments[name].record(Math.max(0, ms) / 1_000, attributes));
  }

  /** Adds to a counter. */
  add(name: NameOf<{ add: unknown }>, count: number, attributes: Attributes): void {
    safely(() => this.#instruments[name].add(count, attributes));
  }

  /** Created again when another provider was registered: instruments of the API do nothing before the first one. */
  get #instruments(): Instruments {
    const provider = this.#own ?? metrics.getMeterProvider();
    if (this.#made?.provider !== provider) {
      this.#made = { provider, instruments: instrumentsOf(provider.getMeter(SCOPE, VERSION)) };
    }
    return this.#made.instruments;
  }
}
