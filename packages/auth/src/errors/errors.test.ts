import { expect, test, vi } from 'vitest';
import { InvalidArgumentError } from './InvalidArgumentError.ts';
import { InvalidTokenError } from './InvalidTokenError.ts';
import { MitosisError } from './MitosisError.ts';

test('default: name, code, hint and cause', () => {
  const cause = new Error('underneath');
  const error = new MitosisError('It broke.', { code: 'broken', hint: 'Mend it.', cause });
  expect(error).toMatchObject({
    name: 'MitosisError',
    message: 'It broke.',
    code: 'broken',
    hint: 'Mend it.',
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});

test('behavior: classes tell each other apart', () => {
  const error = new InvalidArgumentError('name', 'must not be empty');
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(error).toBeInstanceOf(MitosisError);
  expect(error).not.toBeInstanceOf(InvalidTokenError);
  expect(new MitosisError('x', { code: 'x' })).not.toBeInstanceOf(InvalidArgumentError);
  for (const other of [new Error('x'), null, undefined, 1, {}])
    expect(MitosisError.isInstance(other)).toBe(false);
});

test('behavior: instanceof holds for another copy of the package', async () => {
  vi.resetModules();
  const copy = await import('./InvalidArgumentError.ts');
  expect(copy.InvalidArgumentError).not.toBe(InvalidArgumentError);
  const error = new copy.InvalidArgumentError('name', 'must not be empty');
  expect(error).toBeInstanceOf(InvalidArgumentError);
  expect(MitosisError.isInstance(error)).toBe(true);
  expect(InvalidTokenError.isInstance(error)).toBe(false);
});

test('behavior: a class that a user derives is compared in the ordinary way', () => {
  class Mine extends InvalidArgumentError {}
  expect(new Mine('a', 'b')).toBeInstanceOf(Mine);
  expect(new Mine('a', 'b')).toBeInstanceOf(InvalidArgumentError);
  expect(new InvalidArgumentError('a', 'b')).not.toBeInstanceOf(Mine);
});
