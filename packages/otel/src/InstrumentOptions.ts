import { assertOptions, InvalidArgumentError, type OptionNames } from '@mitosislabs/auth/errors';

/** Options of `instrument`. */
export interface InstrumentOptions {
  /**
   * Whether spans record the texts of messages, tasks and tool calls, and the messages of errors. They may hold anything
   * that people say to agents. Default: `false`.
   */
  recordContent?: boolean | undefined;
  /**
   * Whether requests carry the trace context, as the header `traceparent`, to the platform's own hosts. Default: `true`; in
   * a browser only to the page's own origin, because other servers must allow the header (CORS).
   */
  traceHeader?: boolean | undefined;
  /** Operations whose calls are not followed, such as those that poll: `['xmtpApi.listConversations']`. Default: none. */
  ignore?: readonly string[] | undefined;
  /** Creates the tracer: a `TracerProvider` of OpenTelemetry. Default: the one that is registered with the API. */
  tracerProvider?:
    | {
        /** Returns the tracer of a library. */
        getTracer(name: string, version?: string): object;
      }
    | undefined;
  /** Creates the meter: a `MeterProvider` of OpenTelemetry. Default: the one that is registered with the API. */
  meterProvider?:
    | {
        /** Returns the meter of a library. */
        getMeter(name: string, version?: string): object;
      }
    | undefined;
}

const instrumentOptions: OptionNames<InstrumentOptions> = {
  recordContent: true,
  traceHeader: true,
  ignore: true,
  tracerProvider: true,
  meterProvider: true,
};

/** Throws unless the options are valid. */
export function checkOptions(options: InstrumentOptions): void {
  assertOptions('options', options, instrumentOptions);
  const { ignore = [] } = options;
  for (const name of ['recordContent', 'traceHeader'] as const) {
    const value: unknown = options[name];
    if (value !== undefined && typeof value !== 'boolean') {
      throw new InvalidArgumentError(`options.${name}`, 'must be true or false');
    }
  }
  if (!Array.isArray(ignore) || ignore.some((name) => typeof name !== 'string')) {
    throw new InvalidArgumentError('options.ignore', 'must be a list of names of operations');
  }
  for (const [name, method] of [
    ['tracerProvider', 'getTracer'],
    ['meterProvider', 'getMeter'],
  ] as const) {
    const provider: unknown = options[name];
    if (provider !== undefined && typeof Reflect.get(Object(provider), method) !== 'function') {
      throw new InvalidArgumentError(`options.${name}`, `must have a method ${method}()`);
    }
  }
}
