import { MitosisError } from './MitosisError.ts';

/** The original stacks of errors. */
const stacks = new WeakMap<MitosisError, string>();

/**
 * Adds the caller's lines to the stack of an SDK error that was created where the engine had lost them: behind
 * an iterator, a stream, or a promise with several waiters. Costs nothing until there is an error.
 *
 * @param error - The error for the caller. Other errors than the SDK's stay unchanged.
 * @param caller - Created where the caller's lines are known. Default: created here, which must be in an async function that the
 * caller awaits.
 * @returns the error itself.
 *
 * @example
 * ```ts
 * import { withCaller } from '@mitosislabs/auth/errors';
 *
 * async function shared(work: Promise<string>): Promise<string> {
 *   try {
 *     return await work;
 *   } catch (error) {
 *     throw withCaller(error);
 *   }
 * }
 * ```
 */
export function withCaller(error: unknown, caller: Error = new Error()): unknown {
  if (!(error instanceof MitosisError) || typeof caller.stack !== 'string') return error;
  const stack = stacks.get(error) ?? error.stack ?? '';
  stacks.set(error, stack);
  const known = new Set(placesIn(stack));
  const lines = placesIn(caller.stack).filter((line) => /:\d+:\d+/.test(line) && !known.has(line));
  // A frozen error stays as it is.
  Reflect.set(error, 'stack', [stack, ...lines].join('\n'));
  return error;
}

/** The lines of a stack, however the engine came to know them. */
function placesIn(stack: string): string[] {
  return stack.split('\n').map((line) => line.replace('at async ', 'at '));
}
