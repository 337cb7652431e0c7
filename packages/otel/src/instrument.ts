import { getTelemetry, setTelemetry } from '@mitosislabs/transport/telemetry';
import { checkOptions, type InstrumentOptions } from './InstrumentOptions.ts';
import type { OpenTelemetry } from './OpenTelemetry.ts';

/** The result of {@link instrument}. */
export interface Instrumentation {
  /** Whether the work of this process is followed: `false` if `@opentelemetry/api` is not installed, and after `end()`. */
  readonly isActive: boolean;
  /**
   * Exports what was recorded, if the providers can: before a program ends itself. It never fails; how long it takes is up to
   * the exporters.
   */
  flush(): Promise<void>;
  /** Follows no work that begins from now on. Spans that are open still end. */
  end(): void;
}

/**
 * Follows all clients, sessions and agents of this process with OpenTelemetry: spans for calls and their attempts, messages,
 * tasks and tool calls, and metrics. It uses the API only: without an SDK it does nothing, and without `@opentelemetry/api`
 * it costs nothing. The SDK may be registered before or after. A second call replaces the first.
 *
 * @param options - What is recorded, and by which providers.
 * @returns whether the API is installed, and how to stop.
 * @throws {@link InvalidArgumentError} for an unknown option, or one of the wrong type.
 *
 * @example
 * ```ts
 * import { instrument } from '@mitosislabs/otel';
 *
 * const { isActive } = await instrument({ ignore: ['xmtpApi.listConversations'] });
 * if (!isActive) console.warn('Not followed: npm install @opentelemetry/api');
 * ```
 */
export async function instrument(options: InstrumentOptions = {}): Promise<Instrumentation> {
  checkOptions(options);
  const telemetry = await load(options);
  if (telemetry) setTelemetry(telemetry);
  const isActive = (): boolean => telemetry !== undefined && getTelemetry() === telemetry;
  return {
    get isActive() {
      return isActive();
    },
    async flush() {
      await telemetry?.flush();
    },
    end() {
      if (isActive()) setTelemetry(undefined);
    },
  };
}

/** Loads the part that needs the API; `undefined` if the API is not installed. */
async function load(options: InstrumentOptions): Promise<OpenTelemetry | undefined> {
  try {
    const { OpenTelemetry: Loaded } = await import('./OpenTelemetry.ts');
    return new Loaded(options);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether a module is not installed. Runtimes tell it in different ways. */
function isMissing(error: unknown): boolean {
  const { code, message } = Object(error);
  const isNotFound =
    code === 'ERR_MODULE_NOT_FOUND' || /not found|cannot find|resolve/i.test(String(message));
  return isNotFound && String(message).includes('@opentelemetry/api');
}
