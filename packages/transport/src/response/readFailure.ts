import type { Call } from '../core/Call.ts';
import { failureToError } from '../errors/failureToError.ts';
import { OS1Error } from '../errors/OS1Error.ts';

/**
 * Creates the error for a response that could not be read. With a middleware, the wire's failures are SDK errors already;
 * other errors come from the middleware itself, and are passed on unchanged: they are no network failures.
 */
export function readFailure(failure: unknown, call: Call): unknown {
  const isOver = call.deadline.signal.aborted || call.single.signal.aborted;
  const isOwn = call.hasMiddleware && !isOver && !(failure instanceof OS1Error);
  return isOwn ? failure : failureToError(failure, call);
}
