import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { unshare } from '../../test/unprivileged.ts';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-'));
  program = await bundleWorker('configDisk.mjs', folder);
  return () => rm(folder, { recursive: true });
});

let disk: string;
beforeEach(async () => {
  disk = await mkdtemp(join(folder, 'disk-'));
  await mkdir(join(disk, 'mount'));
});

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

test('error: keeps the old config on a full disk and names file and cause', async () => {
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
