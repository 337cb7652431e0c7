import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-disk-'));
  program = join(folder, 'keyDisk.mjs');
  await mkdir(join(folder, 'disk'));
  await build({
    entryPoints: [fileURLToPath(new URL('../test/keyDisk.mjs', import.meta.url))],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How a disk of its own is mounted for a program, which goes with it; nothing where that is not permitted. */
const unshare = [['-m'], ['-Urm']].filter((options) => {
  try {
    execFileSync('unshare', [...options, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

interface Outcome {
  change: string;
  code: string | undefined;
  message: string;
  names: string;
  isKept: boolean;
  isCurrent: boolean;
  secret: string;
}

// Where no disk can be mounted, files.test.ts has what there is: a limit on the size of files.
test('error: a disk without room for another file, at each step: no key is lost', async () => {
  if (!unshare[0]) return;
  const script =
    'mount -t tmpfs -o size=1m,nr_inodes=40,mode=700 tmpfs "$1" && cd "$1" && exec "$2" "$3" "$1"';
  const args = [
    ...unshare[0],
    '/bin/sh',
    '-c',
    script,
    'sh',
    join(folder, 'disk'),
    process.execPath,
    program,
  ];
  const { stdout } = await promisify(execFile)('unshare', args);
  const outcomes: Outcome[] = JSON.parse(stdout);
  for (const outcome of outcomes) {
    const { change, code, message, names, isKept, isCurrent, secret } = outcome;
    expect(names, change).not.toMatch(/tmp|lock/);
    // A forced key has taken the old one's place only when nothing failed; then that is a backup.
    expect(isKept, JSON.stringify(outcome)).toBe(true);
    if (code === undefined) continue;
    expect([code, isCurrent, secret], change).toEqual(['write_failed', true, 'a secret']);
    expect(message).toMatch(/^Could not write \S+\.key\S*: the disk is full \(ENOSPC\)/);
  }
  const failures = outcomes.filter(({ code }) => code !== undefined).map(({ change }) => change);
  expect([...new Set(failures)]).toEqual(['store', 'force', 'import', 'jwt', 'rotate']);
  // With enough room, each of them succeeds.
  expect(new Set(outcomes.filter(({ code }) => code === undefined).map(({ change }) => change)).size).toBe(5);
});
