import { afterEach, describe, expect, test } from 'vitest';
import { MitosisError } from './MitosisError.ts';
import { captureCaller, traced, traceMethods, withCaller } from './withCaller.ts';

/** An error whose stack is known. */
function errorAt(...places: string[]): MitosisError {
  const error = new MitosisError('It broke.', { code: 'broken' });
  error.stack = ['MitosisError: It broke.', ...places.map((place) => `    at ${place}`)].join('\n');
  return error;
}

/** A caller whose stack is known. */
function callerAt(...places: string[]): Error {
  const caller = new Error();
  caller.stack = ['Error', ...places.map((place) => `    at ${place}`)].join('\n');
  return caller;
}

describe('captureCaller', () => {
  const usual = Error.stackTraceLimit;
  afterEach(() => {
    Error.stackTraceLimit = usual;
  });
  const nested = (depth: number): Error => (depth === 0 ? captureCaller() : nested(depth - 1));
  const linesOf = ({ stack }: Error): string[] => stack?.split('\n').slice(1) ?? [];

  test('default: names the caller, and up to five lines above', () => {
    Error.stackTraceLimit = 10;
    expect(captureCaller().stack).toMatch(/captureCaller.*\n.*withCaller\.test\.ts:\d+:\d+/);
    expect(linesOf(nested(20))).toHaveLength(8);
    expect(Error.stackTraceLimit).toBe(10);
  });

  test.each([3, 15])('behavior: keeps a limit of the program: %d', (limit) => {
    Error.stackTraceLimit = limit;
    expect(linesOf(nested(20))).toHaveLength(limit);
    expect(Error.stackTraceLimit).toBe(limit);
  });
});

describe('withCaller', () => {
  test('default: adds the missing lines of callers once', () => {
    const error = errorAt('inner (a.ts:1:2)', 'async outer (b.ts:3:4)');
    const callers = [
      callerAt('outer (b.ts:3:4)', 'main (c.ts:5:6)', 'async main (c.ts:5:6)', 'native'),
      callerAt('main (c.ts:5:6)', 'other (d.ts:7:8)'),
    ];
    expect(withCaller(error, ...callers)).toBe(error);
    expect(error.stack?.split('\n').slice(1)).toEqual([
      '    at inner (a.ts:1:2)',
      '    at async outer (b.ts:3:4)',
      '    at main (c.ts:5:6)',
      '    at other (d.ts:7:8)',
    ]);
  });

  test('behavior: names the last of several callers', () => {
    const error = errorAt('inner (a.ts:1:2)');
    withCaller(error, callerAt('first (b.ts:3:4)'));
    withCaller(error, callerAt('second (c.ts:5:6)'));
    expect(error.stack?.split('\n').slice(1)).toEqual([
      '    at inner (a.ts:1:2)',
      '    at second (c.ts:5:6)',
    ]);
  });

  test('default: adds the lines of its own caller by default', () => {
    const error = errorAt('inner (a.ts:1:2)');
    withCaller(error);
    expect(error.stack).toMatch(/inner \(a\.ts:1:2\)\n.*withCaller\.test\.ts:\d+:\d+/s);
  });

  test('behavior: traces operating system errors and leaves all others unchanged', () => {
    const ofSystem = Object.assign(new Error('ENOENT'), { syscall: 'open', stack: 'Error: ENOENT' });
    withCaller(ofSystem, callerAt('main (c.ts:5:6)'));
    expect(ofSystem.stack).toBe('Error: ENOENT\n    at main (c.ts:5:6)');
    const theirs = Object.assign(new Error('theirs'), { stack: 'theirs' });
    for (const value of [theirs, 'text', undefined, null, { syscall: 'open', stack: 'theirs' }]) {
      expect(withCaller(value, callerAt('main (c.ts:5:6)'))).toBe(value);
    }
    expect(theirs.stack).toBe('theirs');
  });

  test('behavior: accepts errors and callers without a stack, and frozen ones', () => {
    const error = errorAt();
    delete error.stack;
    withCaller(error, callerAt('main (c.ts:5:6)'));
    expect(error.stack).toBe('\n    at main (c.ts:5:6)');
    const caller = new Error();
    delete caller.stack;
    const frozen = Object.freeze(errorAt('inner (a.ts:1:2)'));
    const { stack } = frozen;
    expect(withCaller(frozen, caller, callerAt('main (c.ts:5:6)'))).toBe(frozen);
    expect(frozen.stack).toBe(stack);
  });
});

describe('traced', () => {
  test('default: passes on the value and adds the caller to the error', async () => {
    expect(await traced(Promise.resolve(7), new Error())).toBe(7);
    const error = errorAt('inner (a.ts:1:2)');
    const call = traced(Promise.reject(error), callerAt('main (c.ts:5:6)'));
    await expect(call).rejects.toBe(error);
    expect(error.stack).toContain('main (c.ts:5:6)');
  });
});

describe('traceMethods', () => {
  class Thing {
    static readonly kind = 'thing';
    readonly #name = 'aria';

    constructor() {
      traceMethods(Thing);
    }
    get name(): string {
      return this.#name;
    }
    plain(suffix: string): string {
      return this.#name + suffix;
    }
    async fail(): Promise<never> {
      await undefined;
      throw new MitosisError(this.#name, { code: 'broken' });
    }
  }

  test('default: names the caller in errors of async methods', async () => {
    const error = await failureFrom(new Thing());
    expect(error).toMatchObject({ message: 'aria', code: 'broken' });
    expect(error.stack).toContain('failureFrom');
  });

  test('behavior: leaves other members unchanged', () => {
    const thing = new Thing();
    expect([Thing.kind, thing.name, thing.plain('!')]).toEqual(['thing', 'aria', 'aria!']);
    expect(thing).toBeInstanceOf(Thing);
    expect(thing.constructor).toBe(Thing);
    // Not enumerable, as the methods of any class.
    expect(Object.keys(Thing.prototype)).toEqual([]);
    // Wrapped once, however many there are.
    const { fail } = Thing.prototype;
    expect(new Thing().fail).toBe(fail);
  });
});

/** Not awaited before it fails: the engine does not know the caller. */
function failureFrom(thing: { fail(): Promise<never> }): Promise<Error> {
  return new Promise((resolve) => void thing.fail().catch(resolve));
}
