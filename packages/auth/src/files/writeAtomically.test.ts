import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { acquireLock } from './acquireLock.node.ts';
import { moveToNew, writeAtomically } from './writeAtomically.node.ts';

const fs = vi.hoisted(() => ({ linkError: undefined as string | undefined, syncs: [] as string[] }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    link: async (from: string, to: string) => {
      if (fs.linkError) throw Object.assign(new Error('no hard links'), { code: fs.linkError });
      await real.link(from, to);
    },
  };
});
vi.mock('./disk.node.ts', async (original) => {
  const real = await original<typeof import('./disk.node.ts')>();
  return {
    ...real,
    syncFolder: async (path: string) => {
      fs.syncs.push(path);
      await real.syncFolder(path);
    },
  };
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-'));
  path = join(folder, 'aria.key');
  fs.syncs = [];
});
afterEach(async () => {
  fs.linkError = undefined;
  await rm(folder, { recursive: true });
});

test('default: writes a new file for its owner only and syncs its folder', async () => {
  const before = process.umask(0o777);
  try {
    expect(await writeAtomically(path, 'secret', { overwrite: false })).toBe(true);
  } finally {
    process.umask(before);
  }
  expect(await readFile(path, 'utf8')).toBe('secret');
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(fs.syncs).toEqual([folder]);
  expect(await readdir(folder)).toEqual(['aria.key']);
});

test('behavior: replaces an existing file only with overwrite', async () => {
  await writeFile(path, 'old');
  expect(await writeAtomically(path, 'new', { overwrite: false })).toBe(false);
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await writeAtomically(path, Buffer.from('new'), { overwrite: true })).toBe(true);
  expect(await readFile(path, 'utf8')).toBe('new');
  expect(await readdir(folder)).toEqual(['aria.key']);
});

test('error: a refused file leaves nothing behind', async () => {
  const check = ({ mode }: { readonly mode: number }): never => {
    throw new RangeError(`mode ${mode & 0o777}`);
  };
  await expect(writeAtomically(path, 'new', { overwrite: true, check })).rejects.toThrow(
    process.platform === 'win32' ? RangeError : `mode ${0o600}`,
  );
  expect(await readdir(folder)).toEqual([]);
});

test('error: a folder in the place of the file', async () => {
  await mkdir(path);
  await expect(writeAtomically(path, 'new', { overwrite: true })).rejects.toMatchObject({
    code: expect.any(String),
  });
  expect(await writeAtomically(path, 'new', { overwrite: false })).toBe(false);
  expect(await readdir(folder)).toEqual(['aria.key']);
});

describe.each(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL'])('without hard links (%s)', (code) => {
  test('behavior: one of ten writers creates the file', async () => {
    fs.linkError = code;
    const names = Array.from({ length: 10 }, (_, index) => `by ${index}`);
    const made = await Promise.all(names.map((name) => writeAtomically(path, name, { overwrite: false })));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await readFile(path, 'utf8')).toBe(names[made.indexOf(true)]);
    expect(await readdir(folder)).toEqual(['aria.key']);
  });
});

test('behavior: without hard links, moveToNew uses the lock of the caller and keeps it', async () => {
  fs.linkError = 'EPERM';
  const lock = await acquireLock(`${path}.lock`, { waitMs: 0 });
  await writeFile(`${path}.part`, 'new');
  expect(await moveToNew(`${path}.part`, path, lock)).toBe(true);
  await lock.check();
  await lock.release();
  expect(await readdir(folder)).toEqual(['aria.key']);
});

test('error: rejects with any other failure of the link', async () => {
  fs.linkError = 'EACCES';
  await expect(writeAtomically(path, 'new', { overwrite: false })).rejects.toMatchObject({ code: 'EACCES' });
  expect(await readdir(folder)).toEqual([]);
});
