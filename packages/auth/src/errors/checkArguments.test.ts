import { expect, test } from 'vitest';
import { assertOptions } from './checkArguments.ts';

const known = { timeout: true, signal: true } as const;

test.each([undefined, {}, { timeout: 1 }, { timeout: 1, signal: undefined }, { tiemout: undefined }])(
  'default: %j passes',
  (options) => {
    expect(() => assertOptions('options', options, known)).not.toThrow();
  },
);

test.each([
  [{ timout: 1 }, 'timout', 'Did you mean timeout?'],
  [{ timeout: 1, Signal: 1 }, 'Signal', 'Did you mean signal?'],
  [{ status: 'queued' }, 'status', 'The options are timeout, signal.'],
  [{ constructor: 1 }, 'constructor', 'The options are timeout, signal.'],
  [JSON.parse('{"__proto__":1}'), '__proto__', 'The options are timeout, signal.'],
  [{ toString: () => '' }, 'toString', 'The options are timeout, signal.'],
])('error: %j', (options, name, hint) => {
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
])('error: %j is no object', (options, kind) => {
  expect(() => assertOptions('options', options, known)).toThrow(`options must be an object, got ${kind}.`);
});
