import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireLock, LockBusyError, LockLostError } from '@mitosislabs/auth/nodeFiles';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeystoreError } from '../KeystoreError.ts';
import { busyError, whileLocked } from './whileLocked.ts';

let folder: string;
let file: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'config.json');
  path = `${file}.lock`;
});
afterEach(() => rm(folder, { recursive: true }));

test('behavior: tasks of one process run in turn, and one that fails lets go', async () => {
  await writeFile(file, '0');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      whileLocked(file, 'config', async (lock) => {
        await lock.replace(file, `${Number(await readFile(file, 'utf8')) + 1}`);
        if (index % 2) throw new RangeError(`${index}`);
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(25);
  expect(await readFile(file, 'utf8')).toBe('50');
  expect(await readdir(folder)).toEqual(['config.json']);
});

test('behavior: a task whose lock was broken runs again', async () => {
  let runs = 0;
  await whileLocked(file, 'config', async (lock) => {
    runs++;
    if (runs === 1) for (const name of await readdir(path)) await rm(join(path, name));
    await lock.replace(file, `run ${runs}`);
  });
  expect(await readFile(file, 'utf8')).toBe('run 2');
});

test('behavior: a task waits for the lock of another holder', async () => {
  const lock = await acquireLock(path, { waitMs: 0 });
  const task = whileLocked(file, 'config', async () => 'done');
  // The task waits when its place in the queue stands beside the lock.
  await Promise.race([task, expect.poll(() => readdir(folder)).toHaveLength(2)]);
  await lock.release();
  expect(await task).toBe('done');
});

test('behavior: a held lock removes the file and can be checked', async () => {
  await writeFile(file, 'old');
  await whileLocked(file, 'config', async (lock) => {
    await lock.check();
    await lock.remove(file);
    await lock.remove(file);
    await expect(lock.remove(folder)).rejects.toMatchObject({ name: 'KeystoreError', path: folder });
  });
  expect(await readdir(folder)).toEqual([]);
});

test.each(['check', 'remove', 'replace'] as const)(
  'error: %s of a lock that was broken throws LockLostError and changes nothing',
  async (method) => {
    await writeFile(file, 'old');
    let runs = 0;
    await whileLocked(file, 'config', async (lock) => {
      if (++runs > 1) return;
      for (const name of await readdir(path)) await rm(join(path, name));
      const lost = method === 'replace' ? lock.replace(file, 'new') : lock[method](file);
      await expect(lost).rejects.toThrow(LockLostError);
      expect(await readFile(file, 'utf8')).toBe('old');
    });
  },
);

test('error: says how long it waited, in seconds', () => {
  const busy = new LockBusyError(7);
  expect(busyError(file, 'key', busy).message).toContain('within 30 s: process 7 ');
});

test('error: a lock that cannot be created is a KeystoreError with the reason', async () => {
  const name = join(folder, 'x'.repeat(254));
  const error = await whileLocked(name, 'key', async () => undefined).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KeystoreError);
  expect(error).not.toMatchObject({ code: 'unsafe_file' });
});

test('error: a lock that is not let go is an error that names its holder and the way out', async () => {
  const lock = await acquireLock(path, { waitMs: 0 });
  // Without a wait, so that the test does not depend on how soon the holder gives a sign of life.
  const wait = (what: 'config' | 'key') =>
    whileLocked(file, what, async () => undefined, 0).catch((reason: unknown) => reason);
  const error = await wait('config');
  if (!(error instanceof KeystoreError)) throw error;
  expect([error.code, error.path]).toEqual(['config_busy', file]);
  expect(error.message).toContain(`process ${process.pid}`);
  expect(error.hint).toContain(`kill ${process.pid}`);
  expect(await wait('key')).toMatchObject({ code: 'key_busy', path: file, message: error.message });
  await lock.release();
  await mkdir(path);
  await writeFile(join(path, 'notes.txt'), 'not of ours');
  expect(await wait('config')).toMatchObject({
    code: 'config_busy',
    hint: expect.stringContaining(`rm -r ${path}`),
  });
  expect(await readdir(folder)).toEqual(['config.json.lock']);
});

test('error: a file in the place of the lock is named', async () => {
  await writeFile(path, '');
  const error = await whileLocked(file, 'key', async () => undefined).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(KeystoreError);
  expect(error).toMatchObject({ code: 'unsafe_file', hint: expect.stringContaining(`mv -i ${path} `) });
  expect(await readdir(folder)).toEqual(['config.json.lock']);
});
