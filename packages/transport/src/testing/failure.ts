import { inspect } from 'node:util';
import { OS1Error } from '../errors/OS1Error.ts';

/** Returns the error of a call, which must be one of the SDK. */
export async function failure(call: PromiseLike<unknown>): Promise<OS1Error> {
  const error: unknown = await call.then(
    (answer) => new Error(`it did not fail: ${inspect(answer)}`),
    (reason: unknown) => reason,
  );
  if (error instanceof OS1Error) return error;
  throw new Error(`not an OS1Error: ${inspect(error)}`);
}
