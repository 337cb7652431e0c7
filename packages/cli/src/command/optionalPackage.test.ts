import { expect, test } from 'vitest';
import { optionalPackage } from './optionalPackage.ts';

const missing = (name: string, code: string) =>
  Object.assign(new Error(`Cannot find package '${name}'`), { code });

test('default: returns the package', async () => {
  expect(await optionalPackage('x', async () => 5)).toBe(5);
});

test.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])(
  'error: says how to install it after %s',
  async (code) => {
    const load = () => Promise.reject(missing('@mitosislabs/acp', code));
    await expect(optionalPackage('@mitosislabs/acp', load)).rejects.toMatchObject({
      code: 'package_missing',
      message: '@mitosislabs/acp is not installed',
      hint: expect.stringContaining('npm install @mitosislabs/acp'),
    });
  },
);

test('error: a missing dependency of the package, or a bug in it, is reported unchanged', async () => {
  for (const error of [missing('zod', 'ERR_MODULE_NOT_FOUND'), new TypeError('a bug')]) {
    await expect(optionalPackage('@mitosislabs/acp', () => Promise.reject(error))).rejects.toBe(error);
  }
});
