import type { Stats } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Keystore } from '../Keystore.ts';

/** How the file system treats modes: a mount of FAT, or of a foreign disk, has one mode for all files. */
const disk = vi.hoisted(() => ({
  root: '/nowhere',
  mode: 0o755,
  refuses: false,
  isThere(path: unknown): boolean {
    return String(path).startsWith(this.root);
  },
  shown(path: unknown, stats: Stats): Stats {
    if (this.isThere(path)) stats.mode = (stats.mode & ~0o777) | this.mode;
    return stats;
  },
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const opened = new Map<number, string>();
  return {
    ...fs,
    lstatSync: (path: string) => disk.shown(path, fs.lstatSync(path)),
    openSync: (path: string, ...rest: [number, number]) => {
      const file = fs.openSync(path, ...rest);
      opened.set(file, path);
      return file;
    },
    fstatSync: (file: number) => disk.shown(opened.get(file), fs.fstatSync(file)),
  };
});

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  const setMode = async (path: unknown): Promise<void> => {
    const error = Object.assign(new Error(`EPERM: operation not permitted, chmod '${path}'`), {
      code: 'EPERM',
    });
    if (disk.refuses) throw error;
  };
  return {
    ...fs,
    lstat: async (path: string) => disk.shown(path, await fs.lstat(path)),
    stat: async (path: string) => disk.shown(path, await fs.stat(path)),
    chmod: async (path: string, mode: number) => (disk.isThere(path) ? setMode(path) : fs.chmod(path, mode)),
    open: async (path: string, ...rest: [number, number]) => {
      const file = await fs.open(path, ...rest);
      if (!disk.isThere(path)) return file;
      const look = file.stat.bind(file);
      return Object.assign(file, {
        stat: async () => disk.shown(path, await look()),
        chmod: () => setMode(path),
      });
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fat-'));
});
afterEach(async () => {
  disk.root = '/nowhere';
  await rm(folder, { recursive: true });
});

const WAY_OUT = 'Keep the keystore on another file system: set `basePath`, or MITOSIS_HOME.';

const systems = [
  ['ignores modes, and lets all users in', { mode: 0o777, refuses: false }],
  ['ignores modes, and lets all users read', { mode: 0o755, refuses: false }],
  ['refuses modes', { mode: 0o755, refuses: true }],
] as const;

test.each(systems)(
  'error: stores nothing on a file system that %s, and hints a remedy',
  async (_, system) => {
    const basePath = join(folder, '.os1');
    Object.assign(disk, system, { root: folder });
    const keystore = new Keystore({ basePath });
    for (const write of [
      () => keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_canary_5150' }),
      () => keystore.generateAndStore('office', 'aria'),
    ]) {
      await expect(write()).rejects.toMatchObject({
        code: 'unsafe_folder',
        path: basePath,
        message: expect.stringContaining('keeps no permissions'),
        hint: WAY_OUT,
      });
    }
    expect(await readdir(folder, { recursive: true })).toEqual([]);
  },
);

test.each(systems)('error: reads no files on one that %s, and hints no chmod', async (_, system) => {
  const basePath = join(folder, '.os1');
  await mkdir(basePath, { mode: 0o700 });
  await writeFile(join(basePath, 'config.json'), '{"endpoint": "https://m.mitosislabs.ai"}', {
    mode: 0o600,
  });
  Object.assign(disk, system, { root: folder });
  await expect(new Keystore({ basePath }).loadConfig()).rejects.toMatchObject({
    code: 'unsafe_folder',
    path: basePath,
    hint: WAY_OUT,
  });
  expect(await readdir(basePath)).toEqual(['config.json']);
});

test('error: hints chmod for a wrong mode where modes are kept', async () => {
  const basePath = join(folder, '.os1');
  const keystore = new Keystore({ basePath });
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' });
  await chmod(join(basePath, 'config.json'), 0o644);
  await expect(keystore.loadConfig()).rejects.toMatchObject({
    code: 'unsafe_file',
    hint: expect.stringContaining('chmod 600'),
  });
});
