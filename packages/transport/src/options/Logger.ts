/** The lowest level that is logged. `off` logs nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';

/**
 * A logger for requests, such as `console`; or pino and winston with swapped arguments. It gets no credentials and no
 * bodies.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 *
 * new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example', logger: console, logLevel: 'debug' });
 * ```
 */
export interface Logger {
  /** Each request and each response. */
  debug(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Retries, and their reasons. */
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Things to look into, such as a wrong clock. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Calls that failed after all retries. */
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}
