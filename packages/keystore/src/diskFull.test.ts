import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { beforeAll, beforeEach, expect, test } from 'vitest';

let folder: string;
let keystore: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-'));
  keystore = join(folder, 'keystore.mjs');
  program = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('./index.ts', import.meta.url))],
    outfile: keystore,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
  });
  await writeFile(program, PROGRAM(pathToFileURL(keystore).href));
  return () => rm(folder, { recursive: true });
});

let disk: string;
beforeEach(async () => {
  disk = await mkdtemp(join(folder, 'disk-'));
  await mkdir(join(disk, 'mount'));
});

/** Tries every change of the config with less and less room, and tells what came of it. */
const PROGRAM = (module: string) => `
import { Keystore } from ${JSON.stringify(module)};
import fs from 'node:fs/promises';
const [disk, means] = process.argv.slice(2);
const basePath = disk + '/.os1';
const endpoint = 'https://m.mitosislabs.ai';
const keystore = new Keystore({ basePath });
const work = new Keystore({ basePath, profile: 'work' });
const large = { endpoint, email: 'x'.repeat(9_000) };
const look = async () => [await fs.readFile(basePath + '/config.json', 'utf8'), (await fs.readdir(basePath)).sort().join()];
const changes = {
  save: () => keystore.saveConfig({ endpoint, email: 'y'.repeat(9_000) }),
  add: () => new Keystore({ basePath, profile: 'other' }).saveConfig({ endpoint }),
  update: () => keystore.updateConfig((config) => ({ ...config, defaultOffice: 'office-1' })),
  switch: () => keystore.switchProfile('work'),
  delete: () => keystore.deleteProfile('work'),
};
/** Takes all of the room but for so many files, or so many pages. */
async function fill(files, pages) {
  const taken = [];
  const take = async (content) => {
    const path = disk + '/fill-' + taken.length;
    taken.push(path);
    await fs.writeFile(path, content, { flag: 'wx' });
  };
  if (files !== undefined) {
    while (await take('').then(() => true, () => false));
    taken.pop();
    for (let file = 0; file < files; file++) await fs.rm(taken.pop());
  }
  if (pages !== undefined) {
    while (await take(Buffer.alloc(4096)).then(() => true, () => false));
    await fs.rm(taken.pop());
    for (let page = 0; page < pages; page++) await fs.rm(taken.pop());
  }
  return async () => {
    for (const path of taken) await fs.rm(path, { force: true });
  };
}
const rooms = means === 'tmpfs'
  ? [[0], [1], [2], [3], [4], ...[0, 1, 2, 3, 4, 5].map((pages) => [undefined, pages])]
  : [[]];
if (means !== 'limited') {
  await keystore.saveConfig(large);
  await work.saveConfig({ endpoint });
}
if (means !== 'prepare') {
  const outcomes = [];
  for (const [change, run] of Object.entries(changes)) {
    for (const [files, pages] of rooms) {
      const before = await look();
      const free = await fill(files, pages);
      const error = await run().then(() => undefined, (reason) => reason);
      const after = await look();
      await free();
      outcomes.push({ change, files, pages, code: error?.code, message: error?.message, hint: error?.hint, isOld: String(after) === String(before), names: after[1] });
      if (!error) {
        await keystore.switchProfile('default');
        await new Keystore({ basePath, profile: 'other' }).deleteProfile('other');
        await keystore.saveConfig(large);
        await work.saveConfig({ endpoint });
      }
    }
  }
  console.log(JSON.stringify(outcomes));
}
`;

interface Outcome {
  change: string;
  code: string | undefined;
  message: string;
  hint: string;
  isOld: boolean;
  names: string;
}

async function run(command: readonly string[]): Promise<Outcome[]> {
  const [file = '', ...args] = command;
  const { stdout } = await promisify(execFile)(file, args, { cwd: tmpdir() });
  return stdout === '' ? [] : JSON.parse(stdout);
}

/** Mounts a disk of its own for a program, which goes with it; `undefined` where that is not permitted. */
const unshare = [['-m'], ['-Urm']].find((options) => {
  try {
    const args = [...options, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()];
    execFileSync('unshare', args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

function check(outcomes: Outcome[], cause: RegExp): Outcome[] {
  const failed = outcomes.filter(({ code }) => code !== undefined);
  for (const { code, message, hint, isOld, ...what } of failed) {
    expect({ code, isOld }, JSON.stringify(what)).toEqual({ code: 'write_failed', isOld: true });
    expect(message).toMatch(/^Could not write \S+config\.json: /);
    expect(message).toMatch(cause);
    expect(hint).toBeTruthy();
  }
  for (const { names } of outcomes) expect(names).toBe('config.json,keys,sessions');
  return failed;
}

test('error: no room for the content: the old config stays, and the error names file and cause', async () => {
  const path = join(disk, 'mount');
  await run([process.execPath, program, path, 'prepare']);
  const limited = ['/bin/sh', '-c', 'ulimit -f 1; exec "$@"', 'sh'];
  const outcomes = await run([...limited, process.execPath, program, path, 'limited']);
  // A limit on the size of files fails each write where a full disk would.
  expect(check(outcomes, /EFBIG/)).toHaveLength(5);
});

test(`error: a disk that is full at any step (${unshare ? 'a disk of 64 KiB' : 'mounting is not permitted: a limit instead'})`, async () => {
  const path = join(disk, 'mount');
  if (!unshare) {
    await run([process.execPath, program, path, 'prepare']);
    const limited = ['/bin/sh', '-c', 'ulimit -f 0; exec "$@"', 'sh'];
    expect(check(await run([...limited, process.execPath, program, path, 'limited']), /EFBIG/)).toHaveLength(
      5,
    );
    return;
  }
  const script = 'mount -t tmpfs -o size=64k,nr_inodes=24,mode=700 tmpfs "$1" && shift && exec "$@"';
  const mounted = ['unshare', ...unshare, '/bin/sh', '-c', script, 'sh', path];
  const outcomes = await run([...mounted, process.execPath, program, path, 'tmpfs']);
  const failed = check(outcomes, /the disk is full \(ENOSPC\)/);
  const changes = [...new Set(outcomes.map(({ change }) => change))];
  expect(changes).toHaveLength(5);
  for (const change of changes) {
    // The folder of the lock, its token, the new file; and each of its pages.
    const times = failed.filter((outcome) => outcome.change === change).length;
    expect(times, change).toBeGreaterThanOrEqual(6);
    expect(times, change).toBeLessThan(11);
  }
});
