import type { ServerClock } from '../call/ServerClock.ts';
import type { Middleware } from '../options/Middleware.ts';
import type { SendWithin, Wire } from '../wire/Wire.ts';
import type { RetryContext } from './retries.ts';

/** The parts of one transport that its attempts use. */
export interface AttemptContext extends RetryContext {
  readonly wire: Wire;
  /** Sends without a signal. `undefined` with middleware, and for a wire of the user. */
  readonly sendWithin: SendWithin | undefined;
  readonly middleware: readonly Middleware[];
  readonly clock: ServerClock;
  /** The origins that credentials may go to. */
  readonly origins: ReadonlySet<string>;
  /** The largest body that is read as a whole, in bytes. Default: see {@link readResponse}. */
  readonly maxResponseBytes: number | undefined;
  /** How much of an error's body is read, in bytes. */
  readonly maxErrorBytes: number;
}
