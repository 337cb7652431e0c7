import { MitosisError } from './MitosisError.ts';

/** The original stacks of errors. */
const stacks = new WeakMap<Error, string>();
/** The classes whose methods are wrapped. */
const wrapped = new WeakSet<object>();

/**
 * Adds the caller's lines to the stack of an error whose engine has lost them: behind an iterator, a stream, a promise
 * with several waiters, or one that is not awaited.
 *
 * @param error - The error for the caller. Only errors of the SDK and of the operating system are changed.
 * @param callers - Created where the caller's lines are known. Default: created here, which works only in an async
 * function that the caller awaits.
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
export function withCaller(error: unknown, ...callers: Error[]): unknown {
  if (!isTraceable(error)) return error;
  const stack = stacks.get(error) ?? error.stack ?? '';
  stacks.set(error, stack);
  const known = new Set(placesIn(stack));
  const lines: string[] = [];
  for (const caller of callers.length > 0 ? callers : [new Error()]) {
    for (const line of placesIn(caller.stack ?? '')) {
      if (!/:\d+:\d+/.test(line) || known.has(line)) continue;
      known.add(line);
      lines.push(line);
    }
  }
  // A frozen error stays as it is.
  Reflect.set(error, 'stack', [stack, ...lines].join('\n'));
  return error;
}

/** V8's default number of stack frames. */
const USUAL_FRAMES = 10;
/** Up to six of them are of the SDK. An error of a call that is awaited has all lines of the caller by itself. */
const FRAMES = 8;

/**
 * Captures the lines of the caller, for {@link withCaller}. It is part of each call: fewer frames than usual cost half as
 * much. A program that has changed `Error.stackTraceLimit` gets what it asks for.
 *
 * @returns an error that is not thrown.
 *
 * @example
 * ```ts
 * import { captureCaller, traced } from '@mitosislabs/auth/errors';
 *
 * function load(work: () => Promise<string>): Promise<string> {
 *   return traced(work(), captureCaller());
 * }
 * ```
 */
export function captureCaller(): Error {
  const isLowered =
    Reflect.get(Error, 'stackTraceLimit') === USUAL_FRAMES && Reflect.set(Error, 'stackTraceLimit', FRAMES);
  const caller = new Error();
  if (isLowered) Reflect.set(Error, 'stackTraceLimit', USUAL_FRAMES);
  return caller;
}

/**
 * Waits for a promise, and adds the caller's lines to its error: see {@link withCaller}.
 *
 * @typeParam T - The type of the value.
 * @param promise - The promise of a call.
 * @param caller - Created where the call begins.
 * @returns the value of the promise.
 *
 * @example
 * ```ts
 * import { traced } from '@mitosislabs/auth/errors';
 *
 * function load(work: () => Promise<string>): Promise<string> {
 *   return traced(work(), new Error());
 * }
 * ```
 */
export async function traced<T>(promise: Promise<T>, caller: Error): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw withCaller(error, caller);
  }
}

/**
 * Wraps the public async methods of a class, so that their errors name the caller's line also where the call is not awaited
 * before it fails. A call costs one capture of the stack: about 3 µs. Does nothing for a class that is wrapped already: call
 * it in the constructor. In a `static` block it would keep bundlers from dropping a class that nothing uses.
 *
 * @param owner - The class, whose methods return no promises with methods of their own.
 *
 * @example
 * ```ts
 * import { traceMethods } from '@mitosislabs/auth/errors';
 *
 * class Files {
 *   constructor() {
 *     traceMethods(Files);
 *   }
 *
 *   async load(): Promise<string> {
 *     return 'text';
 *   }
 * }
 * ```
 */
export function traceMethods(owner: { readonly prototype: object }): void {
  if (wrapped.has(owner)) return;
  wrapped.add(owner);
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(owner.prototype))) {
    const method: unknown = property.value;
    if (typeof method !== 'function' || name === 'constructor') continue;
    const value = function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = method.apply(this, args);
      return result instanceof Promise ? traced(result, captureCaller()) : result;
    };
    Object.defineProperty(owner.prototype, name, { ...property, value });
  }
}

/** Whether an error is one of the SDK, or of the operating system, such as ENOENT. */
function isTraceable(error: unknown): error is Error {
  if (error instanceof MitosisError) return true;
  return error instanceof Error && typeof Reflect.get(error, 'syscall') === 'string';
}

/** Returns the lines of a stack, with and without `async` alike. */
function placesIn(stack: string): string[] {
  return stack.split('\n').map((line) => line.replace('at async ', 'at '));
}
