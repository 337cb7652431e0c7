import type { ServerClock } from '../call/ServerClock.ts';
import type { Middleware } from '../options/Middleware.ts';
import type { Log } from '../redact/Log.ts';
import type { Wire } from '../wire/Wire.ts';
import type { KeySupport } from './KeySupport.ts';

/** The parts of one transport that its attempts use. */
export interface AttemptContext {
  readonly wire: Wire;
  readonly middleware: readonly Middleware[];
  readonly clock: ServerClock;
  readonly keys: KeySupport;
  /** The origins that credentials may go to. */
  readonly origins: ReadonlySet<string>;
  /** The longest wait that the server may ask for, in ms. */
  readonly maxRetryAfter: number;
  /** The largest body that is read as a whole, in bytes. */
  readonly maxResponseBytes: number;
  /** How much of an error's body is read, in bytes. */
  readonly maxErrorBytes: number;
  /** `undefined` without a logger. */
  readonly log: Log | undefined;
}
