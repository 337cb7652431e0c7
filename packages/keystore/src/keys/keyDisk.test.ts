import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { said, unshare } from '../../test/unprivileged.ts';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-disk-'));
  program = await bundleWorker('keyDisk.mjs', folder);
  await mkdir(join(folder, 'disk'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Outcome {
  change: string;
  code: string | undefined;
  message: string;
  hint: string;
  names: string;
  isKept: boolean;
  isCurrent: boolean;
  secret: string;
}

/** The changes that need disk space. Deleting a key needs none. */
const CHANGES = ['store', 'encrypt', 'force', 'import', 'jwt', 'rotate'];

// Where no disk can be mounted, files.test.ts has what there is: a limit on the size of files.
test('error: loses no key on a full disk, at each step', async () => {
  if (!unshare) return;
  const script =
    'mount -t tmpfs -o size=1m,nr_inodes=40,mode=700 tmpfs "$1" && cd "$1" && exec "$2" "$3" "$1"';
  const args = [...unshare, '/bin/sh', '-c', script, 'sh', join(folder, 'disk'), process.execPath, program];
  const outcomes = (await said(['unshare', ...args])) as Outcome[];
  for (const outcome of outcomes) {
    const { change, code, message, hint, names, isKept, isCurrent, secret } = outcome;
    expect(names, change).not.toMatch(/tmp|lock/);
    // A forced key has taken the old one's place only when nothing failed; then that is a backup.
    expect(change === 'delete' ? code : undefined).toBeUndefined();
    expect(isKept, JSON.stringify(outcome)).toBe(true);
    if (code === undefined) continue;
    expect([code, isCurrent, secret], change).toEqual(['write_failed', true, 'a secret']);
    expect(message).toMatch(/^Could not write \S+\.key\S*: the disk is full \(ENOSPC\)/);
    expect(hint).toContain('Free some space');
  }
  const failures = outcomes.filter(({ code }) => code !== undefined).map(({ change }) => change);
  expect([...new Set(failures)]).toEqual(CHANGES);
  // With enough room, each of them succeeds.
  expect(new Set(outcomes.filter(({ code }) => code === undefined).map(({ change }) => change)).size).toBe(
    CHANGES.length + 1,
  );
});
