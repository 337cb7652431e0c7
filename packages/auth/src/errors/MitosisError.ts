const CHAIN = Symbol.for('@mitosislabs/error');

/** V8's default number of stack frames. Frames of the SDK could fill it. */
const USUAL_FRAMES = 10;
/** Enough frames to reach the caller. Costs nothing until an error is created. */
const FRAMES = 50;

/** The fields of an error other than its message. */
export interface MitosisErrorOptions {
  /** Stable, machine-readable reason, in snake case. It does not change between versions. */
  code: string;
  /** The next step, as one sentence. */
  hint?: string | undefined;
  /** The original error, if there is one. */
  cause?: unknown;
}

/**
 * The base class of all errors of the SDK.
 *
 * `instanceof` also works between two copies of this package (a duplicated dependency, say): classes are compared by
 * their {@link MitosisError.errorName}, not by identity.
 *
 * @example
 * ```ts
 * import { MitosisError } from '@mitosislabs/auth';
 *
 * try {
 *   throw new MitosisError('The office is closed.', { code: 'office_closed', hint: 'Come back tomorrow.' });
 * } catch (error) {
 *   if (error instanceof MitosisError) console.error(error.code, error.hint);
 * }
 * ```
 */
export class MitosisError extends Error {
  /** The name of this class for `instanceof`, also between copies of this package. */
  static readonly errorName: string = 'MitosisError';

  /** Stable, machine-readable reason, in snake case. */
  readonly code: string;
  /** The next step, as one sentence. */
  readonly hint: string | undefined;

  /**
   * @param message - The event and its subject.
   * @param options - The stable code, a hint and a cause.
   */
  constructor(message: string, options: MitosisErrorOptions) {
    const usual: unknown = Reflect.get(Error, 'stackTraceLimit');
    const isRaised = usual === USUAL_FRAMES && Reflect.set(Error, 'stackTraceLimit', FRAMES);
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    if (isRaised) Reflect.set(Error, 'stackTraceLimit', usual);
    this.name = new.target.errorName;
    this.code = options.code;
    this.hint = options.hint;
    Object.defineProperty(this, CHAIN, { value: errorNames(new.target) });
  }

  /** Whether `value` is an error of this class, made by this copy of the package or by another one. */
  static isInstance<Instance>(
    this: abstract new (
      ...args: never[]
    ) => Instance,
    value: unknown,
  ): value is Instance {
    return value instanceof this;
  }

  /** Lets `instanceof` recognize errors of another copy of the package. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // A user's subclass has no `errorName` of its own: it is compared by identity.
    if (!Object.hasOwn(this, 'errorName')) return Function.prototype[Symbol.hasInstance].call(this, value);
    if (typeof value !== 'object' || value === null) return false;
    const chain: unknown = Reflect.get(value, CHAIN);
    return Array.isArray(chain) && chain.includes(this.errorName);
  }
}

function errorNames(from: typeof MitosisError): string[] {
  const names: string[] = [];
  for (let current = from; current.errorName; current = Object.getPrototypeOf(current))
    names.push(current.errorName);
  return names;
}
