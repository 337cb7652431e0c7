import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleWorker } from '../../testing/bundleWorker.ts';

/** How this user mounts a disk that only its own processes see; `undefined` where that is not permitted. */
const unshare = [['-m'], ['-rm']].find(
  (flags) => spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0,
);

interface Results {
  created: [id: string, length: number][];
  failures: { status: number; code: string; error: string }[];
  kept: [id: string, length: number][];
  refused?: { code: string; message: string; hint: string };
}

let disk: string;
let worker: Awaited<ReturnType<typeof bundleWorker>>;
beforeAll(async () => {
  disk = await mkdtemp(join(tmpdir(), 'mitosis-disk-'));
  worker = await bundleWorker('fullDisk.mjs');
});
afterAll(async () => {
  await rm(disk, { recursive: true, force: true });
  await worker.remove();
});

test(`behavior: a full disk refuses requests with 507 and keeps what was acknowledged (${unshare ? 'a disk of 3 MiB' : 'mounting is not permitted: a limit instead'})`, async () => {
  const data = join(disk, 'data');
  await mkdir(data);
  const script = '"$2" "$3" "$1" && "$2" "$3" "$1" again';
  const [command = '', ...args] = unshare
    ? ['unshare', ...unshare, 'sh', '-c', `mount -t tmpfs -o size=3m,mode=700 tmpfs "$1" && ${script}`]
    : ['sh', '-c', `ulimit -f 6144; ${script}`];
  const { stdout } = await promisify(execFile)(command, [...args, 'sh', data, process.execPath, worker.path]);
  const [first, later] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Results);
  expect(first?.created.length).toBeGreaterThan(2);
  expect(first?.failures.length).toBeGreaterThan(2);
  if (unshare) {
    for (const failure of first?.failures ?? []) {
      expect(failure).toEqual({ status: 507, code: 'storage_full', error: 'No space left on device.' });
    }
  }
  const ids = (rows: Results['kept'] = []) => rows.map((row) => row.join()).sort();
  expect(ids(first?.kept)).toEqual(ids(first?.created));
  // The next start needs some space: it starts, or says what it needs.
  if (later?.refused) {
    const hint = expect.stringContaining('Free some space');
    expect(later.refused).toMatchObject({ code: 'data_full', hint });
  } else expect(ids(later?.kept)).toEqual(ids(first?.created));
});
