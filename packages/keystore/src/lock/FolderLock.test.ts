import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeystoreError } from '../KeystoreError.ts';
import { FolderLock, LockLostError } from './FolderLock.ts';
import { newToken } from './lockToken.ts';
import { whileLocked } from './whileLocked.ts';

let folder: string;
let file: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'config.json');
  path = `${file}.lock`;
});
afterEach(() => rm(folder, { recursive: true }));

async function acquire(): Promise<FolderLock> {
  const lock = await FolderLock.acquire(path, 0);
  if (typeof lock === 'string') throw new Error(`held by ${lock}`);
  return lock;
}

/** A lock that another process holds, with half of what it was about to write. */
async function plant(token: string): Promise<string> {
  await mkdir(path);
  await writeFile(join(path, token), '');
  await writeFile(join(path, `${token}.new`), 'half of a sec');
  return token;
}

const [pid = '', start = '', place = '', random = ''] = newToken().split('-');
const tokenOf = (parts: { pid?: number | undefined; start?: string; place?: string }): string =>
  [parts.pid ?? pid, parts.start ?? start, parts.place ?? place, random].join('-');

const startOf = (process: number): string =>
  readFileSync(`/proc/${process}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')[19] ?? '';

test('default: one process at a time has the lock, and nothing stays', async () => {
  const lock = await acquire();
  expect(await FolderLock.acquire(path, 0)).toBe((await readdir(path))[0]);
  await lock.replace(file, 'new');
  await lock.release();
  await (await acquire()).release();
  expect(await readdir(folder)).toEqual(['config.json']);
  expect(await readFile(file, 'utf8')).toBe('new');
});

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

test('behavior: the lock of a process that has ended is taken at once, what it left is removed', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await plant(tokenOf({ pid: child.pid, start: '7' }));
  const lock = await acquire();
  expect(await readdir(path)).toHaveLength(1);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: the lock of a process that has ended is free, although another process has its number now', async () => {
  const token = await plant(tokenOf({ pid: process.ppid, start: '7' }));
  const lock = await acquire();
  expect(await readdir(path)).not.toContain(token);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: the lock of a killed process is free before its parent has waited for it', async () => {
  const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const zombie = Number(String(line));
  const token = await plant(tokenOf({ pid: zombie, start: startOf(zombie) }));
  expect(await FolderLock.acquire(path, 0)).toBe(token);
  process.kill(zombie, 'SIGKILL');
  while (!/\) Z/.test(readFileSync(`/proc/${zombie}/stat`, 'utf8'))) await new Promise(setImmediate);
  await (await acquire()).release();
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});

test('behavior: a holder on another machine keeps the lock as long as it gives signs of life', async () => {
  // Another machine or container that shares the home folder.
  const token = await plant(tokenOf({ pid: 1, place: '0123456789ab' }));
  // The clock by which the holder is judged is set by hand: how fast anything here runs does not count.
  let now = 0;
  let looks = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    looks++;
    return now;
  });
  try {
    let isHeld = true;
    const taken = FolderLock.acquire(path, Number.POSITIVE_INFINITY).finally(() => {
      isHeld = false;
    });
    /** Lets the one who waits look at the lock a few times more. */
    const looked = async () => {
      for (const until = looks + 12; looks < until && isHeld; ) await new Promise(setImmediate);
    };
    for (let sign = 1; sign <= 5; sign++) {
      await utimes(join(path, token), sign, sign);
      await looked();
      now += 7_000;
      await looked();
      expect(isHeld).toBe(true);
    }
    now += 2_000;
    const lock = await taken;
    if (typeof lock === 'string') throw new Error(`held by ${lock}`);
    await lock.release();
  } finally {
    clock.mockRestore();
  }
  expect(await readdir(folder)).toEqual([]);
});

test('error: a holder whose lock was broken writes nothing, and takes nothing from its successor', async () => {
  const slow = await acquire();
  for (const name of await readdir(path)) await rm(join(path, name));
  await expect(slow.replace(file, 'stale')).rejects.toThrow(LockLostError);
  const next = await acquire();
  await expect(slow.replace(file, 'stale')).rejects.toThrow(LockLostError);
  await slow.release();
  expect(typeof (await FolderLock.acquire(path, 0))).toBe('string');
  await next.replace(file, 'new');
  await next.release();
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['config.json']);
});

test('default: a file is removed, and one that is not there is no error', async () => {
  const lock = await acquire();
  await writeFile(file, 'old');
  await lock.remove(file);
  await lock.remove(file);
  await lock.check();
  expect(await readdir(folder)).toEqual(['config.json.lock']);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('error: a holder whose lock was broken removes nothing, and finds out when it asks', async () => {
  const slow = await acquire();
  await rm(path, { recursive: true });
  const next = await acquire();
  await writeFile(file, 'of the next one');
  await expect(slow.check()).rejects.toThrow(LockLostError);
  await expect(slow.remove(file)).rejects.toThrow(LockLostError);
  await slow.release();
  expect(await readFile(file, 'utf8')).toBe('of the next one');
  await next.release();
  expect(await readdir(folder)).toEqual(['config.json']);
});

test('behavior: the file that a killed holder was about to remove goes with its lock', async () => {
  const token = tokenOf({ start: '7' });
  await mkdir(join(path, `${token}.new`), { recursive: true });
  await writeFile(join(path, token), '');
  await writeFile(join(path, `${token}.new`, 'removed'), 'a secret');
  const lock = await acquire();
  expect(await readdir(path)).toHaveLength(1);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
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

test('error: a lock that is not let go is an error that names its holder and the way out', async () => {
  const lock = await acquire();
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
