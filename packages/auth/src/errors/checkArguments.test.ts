import { expect, test } from 'vitest';
import { assertOptions } from './checkArguments.ts';

const known = { timeout: true, signal: true } as const;

test.each([undefined, {}, { timeout: 1 }, { timeout: 1, signal: undefined }, { tiemout: undefined }])(
  'default: accepts %j',
  (options) => {
    expect(() => assertOptions('options', options, known)).not.toThrow();
  },
);

test.each([
  [{ timout: 1 }, 'timout', 'Did you mean `timeout`?'],
  [{ timeout: 1, Signal: 1 }, 'Signal', 'Did you mean `signal`?'],
  [{ status: 'queued' }, 'status', 'The options are `timeout`, `signal`.'],
  [{ constructor: 1 }, 'constructor', 'The options are `timeout`, `signal`.'],
  [JSON.parse('{"__proto__":1}'), '__proto__', 'The options are `timeout`, `signal`.'],
  [{ toString: () => '' }, 'toString', 'The options are `timeout`, `signal`.'],
])('error: refuses %j', (options, name, hint) => {
  expect(() => assertOptions('options', options, known)).toThrow(
    expect.objectContaining({
      code: 'invalid_argument',
      argument: `options.${name}`,
      message: `options.${name} is not an option.`,
      hint,
    }),
  );
});

test.each([
  [null, 'null'],
  ['timeout', 'text'],
  [5_000, 'a number'],
  [() => undefined, 'a function'],
  [['timeout'], 'a list'],
])('error: refuses %j, which is no object', (options, kind) => {
  expect(() => assertOptions('options', options, known)).toThrow(`options must be an object, got ${kind}.`);
});

test.each([1, 5, 6, 40])('behavior: names at most five of %i options in the hint, in backticks', (count) => {
  const names = Array.from({ length: count }, (_, index) => `option${index}`);
  const many = Object.fromEntries(names.map((name) => [name, true as const]));
  const hint = hintOf(() => assertOptions('config', { zzzzzzzzzzzz: 1 }, many));
  const listed = [...hint.matchAll(/`option\d+`/g)];
  expect(listed).toHaveLength(Math.min(count, 5));
  expect(hint.includes(`Among the ${count} options`) && hint.includes('type of `config`')).toBe(count > 5);
});

test('behavior: names the nearest names first', () => {
  const many = {
    endpoint: true,
    apiKey: true,
    logger: true,
    maxResponseBytes: true,
    fetch: true,
    jwt: true,
  } as const;
  const hint = hintOf(() => assertOptions('config', { answerBytesMax: 1 }, many));
  expect(hint).toMatch(/^Among the 6 options are `maxResponseBytes`, /);
});

function hintOf(task: () => void): string {
  try {
    task();
  } catch (error) {
    return String((error as { hint?: string }).hint);
  }
  throw new Error('nothing was thrown');
}
