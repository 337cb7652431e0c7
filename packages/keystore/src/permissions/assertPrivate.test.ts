import { chmod, link, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryName } from '@mitosislabs/auth/nodeFiles';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Keystore } from '../Keystore.ts';
import { assertPrivateFile } from './assertPrivate.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assert-private-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('behavior: accepts a file whose name is linked during the check', async () => {
  const file = join(folder, 'aria.key');
  await writeFile(file, 'a secret', { mode: 0o600 });
  const temporary = join(folder, temporaryName());
  await link(file, temporary);
  // Its writer takes the other name away right after the first check.
  await assertPrivateFile(file, async () => {
    const stats = await stat(file);
    await rm(temporary, { force: true });
    return stats;
  });
  await link(file, `${file}-second`);
  await expect(assertPrivateFile(file, () => stat(file))).rejects.toMatchObject({ code: 'unsafe_file' });
});

test('error: refuses a folder that all users share, unchanged', async () => {
  const shared = join(folder, 'shared');
  await mkdir(shared);
  await chmod(shared, 0o1777);
  const keystore = new Keystore({ basePath: shared });
  for (const refused of [keystore.loadConfig(), keystore.generateAndStore('office', 'aria')]) {
    await expect(refused).rejects.toMatchObject({
      code: 'unsafe_folder',
      message: expect.stringContaining('is shared by all users'),
      hint: expect.not.stringContaining('chmod'),
    });
  }
  expect((await stat(shared)).mode & 0o7777).toBe(0o1777);
});

test('error: hints root nothing that takes a file from its owner', async () => {
  const me = process.geteuid?.() ?? 0;
  const look = async () => Object.assign(await stat(folder), { uid: me + 1, isFile: () => true });
  await expect(assertPrivateFile(join(folder, 'aria.key'), look)).rejects.toMatchObject({
    hint: expect.stringMatching(me === 0 ? /^Run it as that user, without sudo\. / : /^sudo chown /),
  });
});
