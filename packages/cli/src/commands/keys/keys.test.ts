import { describe, expect, test } from 'vitest';
import { makeHome } from '../../../testing/runMi.ts';

describe('keys', () => {
  test('default: generate, list, pubkey', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const generated = await home.mi(['keys', 'generate', '-a', 'aria', '--json']);
    const { publicKey } = JSON.parse(generated.stdout);
    expect(await home.mi(['keys', 'list'])).toMatchObject({ code: 0, stdout: 'aria\n' });
    expect(await home.mi(['keys', 'pubkey', '-a', 'aria'])).toMatchObject({
      code: 0,
      stdout: `${publicKey}\n`,
    });
  });

  test('error: a key is not replaced without --force', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    await home.mi(['keys', 'generate', '-a', 'aria']);
    const again = await home.mi(['keys', 'generate', '-a', 'aria']);
    expect(again).toMatchObject({ code: 6, stdout: '' });
    expect(await home.mi(['keys', 'generate', '-a', 'aria', '--force'])).toMatchObject({ code: 0 });
  });

  test('error: no such key, no such name', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    expect(await home.mi(['keys', 'pubkey', '-a', 'aria'])).toMatchObject({ code: 5, stdout: '' });
    expect(await home.mi(['keys', 'generate', '-a', '../aria'])).toMatchObject({ code: 2, stdout: '' });
  });
});
