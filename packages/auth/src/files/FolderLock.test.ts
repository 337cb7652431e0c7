import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { acquireLock, LockBusyError } from './acquireLock.node.ts';
import { LockLostError } from './FolderLock.node.ts';
import { newToken } from './processToken.node.ts';

let folder: string;
let file: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
  file = join(folder, 'config.json');
  path = `${file}.lock`;
});
afterEach(() => rm(folder, { recursive: true }));

const acquire = (waitMs = 0) => acquireLock(path, { waitMs });

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

test('default: lets one holder have the lock at a time and leaves nothing', async () => {
  const lock = await acquire();
  const error: unknown = await acquire().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(LockBusyError);
  expect(error).toMatchObject({ pid: process.pid });
  await lock.replace(file, 'new');
  await lock.release();
  await (await acquire()).release();
  expect(await readdir(folder)).toEqual(['config.json']);
  expect(await readFile(file, 'utf8')).toBe('new');
});

test('behavior: takes the lock of an ended process at once and removes its files', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  await plant(tokenOf({ pid: child.pid, start: '7' }));
  const lock = await acquire();
  expect(await readdir(path)).toHaveLength(1);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: takes the lock of an ended process whose pid was reused', async () => {
  const token = await plant(tokenOf({ pid: process.ppid, start: '7' }));
  const lock = await acquire();
  expect(await readdir(path)).not.toContain(token);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: takes the lock of a zombie process', async () => {
  const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(parent.stdout, 'data');
  const zombie = Number(String(line));
  await plant(tokenOf({ pid: zombie, start: startOf(zombie) }));
  await expect(acquire()).rejects.toMatchObject({ name: 'LockBusyError', pid: zombie });
  // Until it is `sleep`, the parent is a shell, which collects its children.
  await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
  process.kill(zombie, 'SIGKILL');
  while (!/\) Z/.test(readFileSync(`/proc/${zombie}/stat`, 'utf8'))) await new Promise(setImmediate);
  await (await acquire()).release();
  parent.kill('SIGKILL');
  await once(parent, 'exit');
});

test('behavior: respects a holder on another machine while it gives signs of life', async () => {
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
    const taken = acquire(Number.POSITIVE_INFINITY).finally(() => {
      isHeld = false;
    });
    /** Lets the one who waits look at the lock a few times more. */
    const looked = async () => {
      for (const until = looks + 12; looks < until && isHeld; ) await new Promise(setImmediate);
    };
    for (let sign = 1; sign <= 5; sign++) {
      await utimes(join(path, token), sign, sign);
      await looked();
      now += 9_000;
      await looked();
      expect(isHeld).toBe(true);
    }
    now += 2_000;
    await (await taken).release();
  } finally {
    clock.mockRestore();
  }
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: ends the wait on abort and leaves nothing', async () => {
  const lock = await acquire();
  const stop = new AbortController();
  const waiting = acquireLock(path, { waitMs: Number.POSITIVE_INFINITY, signal: stop.signal });
  await expect.poll(() => readdir(folder)).toHaveLength(2);
  stop.abort(new RangeError('enough'));
  await expect(waiting).rejects.toThrow(new RangeError('enough'));
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('behavior: rename replaces a file, but not after the lock was broken', async () => {
  const lock = await acquire();
  await writeFile(file, 'old');
  await writeFile(`${file}.part`, 'new');
  await lock.rename(`${file}.part`, file);
  expect(await readFile(file, 'utf8')).toBe('new');
  for (const name of await readdir(path)) await rm(join(path, name));
  await writeFile(`${file}.part`, 'stale');
  await expect(lock.rename(`${file}.part`, file)).rejects.toThrow(LockLostError);
  expect(await readFile(file, 'utf8')).toBe('new');
  await lock.release();
});

test('error: a holder whose lock was broken writes nothing and removes nothing of its successor', async () => {
  const slow = await acquire();
  for (const name of await readdir(path)) await rm(join(path, name));
  await expect(slow.replace(file, 'stale')).rejects.toThrow(LockLostError);
  const next = await acquire();
  await expect(slow.replace(file, 'stale')).rejects.toThrow(LockLostError);
  await slow.release();
  await expect(acquire()).rejects.toThrow(LockBusyError);
  await next.replace(file, 'new');
  await next.release();
  expect(await readFile(file, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['config.json']);
});

test('error: a lock that is broken during a write stops the write', async () => {
  await writeFile(file, 'of the next one');
  const slow = await acquire();
  const breakLock = (): void => {
    for (const name of readdirSync(path)) if (!name.endsWith('.new')) rmSync(join(path, name));
  };
  await expect(slow.replace(file, 'stale', breakLock)).rejects.toThrow(LockLostError);
  expect(await readFile(file, 'utf8')).toBe('of the next one');
  await slow.release();
  expect(await readdir(folder)).toEqual(['config.json']);
});

test('default: removes a file; a missing one is no error', async () => {
  const lock = await acquire();
  await writeFile(file, 'old');
  await lock.remove(file);
  await lock.remove(file);
  await lock.check();
  expect(await readdir(folder)).toEqual(['config.json.lock']);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});

test('error: a holder whose lock was broken removes nothing, and check() throws', async () => {
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

test('behavior: removes the file that a killed holder was removing', async () => {
  const token = tokenOf({ start: '7' });
  await mkdir(join(path, `${token}.new`), { recursive: true });
  await writeFile(join(path, token), '');
  await writeFile(join(path, `${token}.new`, 'removed'), 'a secret');
  const lock = await acquire();
  expect(await readdir(path)).toHaveLength(1);
  await lock.release();
  expect(await readdir(folder)).toEqual([]);
});
