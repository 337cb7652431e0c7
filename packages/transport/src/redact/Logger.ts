/** How much is told, from all to nothing. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';

/**
 * What is told about requests. `console` is one; so are pino and winston, with the arguments turned round. It gets no
 * credentials and no bodies.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 *
 * new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example', logger: console, logLevel: 'debug' });
 * ```
 */
export interface Logger {
  /** Each request and each answer. */
  debug(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** What is sent again, and why. */
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** What should be looked at: a clock that is wrong, say. */
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Calls that failed for good. */
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
}
