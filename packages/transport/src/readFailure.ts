import type { Call } from './Call.ts';
import { OS1Error } from './errors/OS1Error.ts';
import { failureToError } from './failureToError.ts';

/**
 * The error for an answer whose reading failed. The wire's failures are errors of the SDK by then where there is a
 * middleware; anything else is thrown by the middleware itself, and passed on as it is: it is no failure of the network.
 */
export function readFailure(failure: unknown, call: Call): unknown {
  const isOver = call.deadline.signal.aborted || call.single.signal.aborted;
  const isOwn = call.hasMiddleware && !isOver && !(failure instanceof OS1Error);
  return isOwn ? failure : failureToError(failure, call);
}
