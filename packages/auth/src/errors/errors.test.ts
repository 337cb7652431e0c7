import { afterEach, describe, expect, test, vi } from 'vitest';
import { kindOf } from './checkArguments.ts';
import { InvalidArgumentError } from './InvalidArgumentError.ts';
import { InvalidTokenError } from './InvalidTokenError.ts';
import { MitosisError } from './MitosisError.ts';
import { nodeOnlyError } from './nodeOnlyError.ts';

test('default: has name, code, hint and cause', () => {
  const cause = new Error('underneath');
  const error = new MitosisError('It broke.', { code: 'broken', hint: 'Repair it.', cause });
  expect(error).toMatchObject({
    name: 'MitosisError',
    message: 'It broke.',
    code: 'broken',
    hint: 'Repair it.',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});

test('behavior: instanceof tells classes apart', () => {
  const error = new InvalidArgumentError('name', 'must not be empty');
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error).toBeInstanceOf(MitosisError);
  expect(error).not.toBeInstanceOf(InvalidTokenError);
  expect(new MitosisError('x', { code: 'x' })).not.toBeInstanceOf(InvalidArgumentError);
  for (const other of [new Error('x'), null, undefined, 1, {}])
    expect(MitosisError.isInstance(other)).toBe(false);
});

test('behavior: instanceof works across copies of the package', async () => {
  vi.resetModules();
  const copy = await import('./InvalidArgumentError.ts');
  expect(copy.InvalidArgumentError).not.toBe(InvalidArgumentError);
  const error = new copy.InvalidArgumentError('name', 'must not be empty');
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(MitosisError.isInstance(error)).toBe(true);
  expect(InvalidTokenError.isInstance(error)).toBe(false);
});

test("behavior: compares a user's subclass as usual", () => {
  class Mine extends InvalidArgumentError {}
  expect(new Mine('a', 'b')).toBeInstanceOf(Mine);
  expect(new Mine('a', 'b')).toBeInstanceOf(InvalidArgumentError);
  expect(new InvalidArgumentError('a', 'b')).not.toBeInstanceOf(Mine);
});

test('behavior: keeps 50 stack lines, unless the program has set a limit', () => {
  const usual = Error.stackTraceLimit;
  const linesAt = (depth: number): number =>
    depth > 0
      ? linesAt(depth - 1)
      : (new MitosisError('x', { code: 'x' }).stack ?? '').split('\n').length - 1;
  try {
    Error.stackTraceLimit = 10;
    expect(linesAt(80)).toBe(50);
    expect(Error.stackTraceLimit).toBe(10);
    Error.stackTraceLimit = 3;
    expect(linesAt(80)).toBe(3);
    expect(Error.stackTraceLimit).toBe(3);
  } finally {
    Error.stackTraceLimit = usual;
  }
});

test('behavior: has no cause when none is given', () => {
  expect('cause' in new MitosisError('x', { code: 'x' })).toBe(false);
  expect(new MitosisError('x', { code: 'x', cause: null }).cause).toBe(null);
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  [Number.NaN, 'NaN'],
  [Number.NEGATIVE_INFINITY, '-Infinity'],
  [7, 'a number'],
  ['', 'empty text'],
  ['secret', 'text'],
  [true, 'a boolean'],
  [7n, 'a bigint'],
  [() => 1, 'a function'],
  [Promise.resolve(), 'a promise'],
  [Object.fromEntries([['then', () => undefined]]), 'a promise'],
  [[], 'a list'],
  [new Map(), 'a Map'],
  [new Date(), 'a Date'],
  [new (class Office {})(), 'an Office'],
  [new Error('secret'), 'an Error'],
  [new Uint8Array(), 'a Uint8Array'],
  [{}, 'an object'],
  [Object.create(null), 'an object'],
  [{ constructor: { name: '' } }, 'an object'],
  [{ constructor: { name: 7 } }, 'an object'],
])('behavior: names the type of a value, not its content: %s', (value, name) => {
  expect(kindOf(value)).toBe(name);
});

describe('nodeOnlyError', () => {
  afterEach(() => vi.unstubAllGlobals());
  const hint = () => nodeOnlyError('The keystore', 'Pass `apiKey`.').hint ?? '';

  test('default: names bundler settings on Node', () => {
    const error = nodeOnlyError('The keystore', 'Pass `apiKey`.');
    expect(error.code).toBe('node_only');
    expect(error.message).toMatch(/^The keystore is not in this program/);
    expect(hint()).toContain('exportConditions');
  });

  test.each<[string, Record<string, unknown>]>([
    ['without a process', { process: undefined }],
    ['with a process of a browser', { process: { versions: {} } }],
    ['with a process without versions', { process: {} }],
    ['at the edge', { EdgeRuntime: 'edge-runtime' }],
    ['in a Worker', { navigator: { userAgent: 'Cloudflare-Workers' } }],
  ])('behavior: names the alternative elsewhere: %s', (_, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const error = nodeOnlyError('The keystore', 'Pass `apiKey`.');
    vi.unstubAllGlobals();
    expect(error.hint).toBe('Pass `apiKey`.');
    expect(error.message).toMatch(/^The keystore works on Node only/);
  });
});
