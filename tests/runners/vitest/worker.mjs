// Eight copies of this run at the same time: each waits until all of them have an emulator.
import { readdir, writeFile } from 'node:fs/promises';
import { emulatorTest } from '@mitosislabs/emulator/vitest';
import { MitosisClient } from '@mitosislabs/sdk';
import { expect } from 'vitest';

const test = emulatorTest();
const seen = new URL('seen/', import.meta.url);

test('has an emulator of its own', async ({ clientOptions }) => {
  const mi = new MitosisClient(clientOptions);
  await mi.offices.create({ name: 'mine', forceCreate: true });
  // Fails if another file has the same port.
  await writeFile(new URL(new URL(clientOptions.endpoint).port, seen), '', { flag: 'wx' });
  await expect.poll(() => readdir(seen), { timeout: 100_000 }).toHaveLength(8);
  expect((await mi.offices.list()).map(({ name }) => name).sort()).toEqual(['acme', 'mine']);
});
