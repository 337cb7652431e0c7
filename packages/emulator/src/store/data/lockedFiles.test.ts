import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { echoBrain } from '@mitosislabs/agent/echo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmulator } from '../../startEmulator.ts';
import { bundleWorker } from '../../testing/bundleWorker.ts';

/** How this user mounts a disk that only its own processes see; `undefined` where that is not permitted. */
const unshare = [['-m'], ['-rm']].find(
  (flags) => spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0,
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-locks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('behavior: a start that is refused in this process lets no other process in', async () => {
  const data = join(folder, 'data');
  const worker = await bundleWorker('dataWorker.mjs');
  const emulator = await startEmulator({ data, brain: 'none' });
  try {
    await expect(startEmulator({ data, brain: 'none' })).rejects.toMatchObject({ code: 'data_in_use' });
    const other = await promisify(execFile)(process.execPath, [worker.path, data]).catch((error) => error);
    expect(other.stderr).toContain('data_in_use');
  } finally {
    await emulator.close();
    await worker.remove();
  }
  await (await startEmulator({ data, brain: 'none' })).close();
});

test('behavior: a start that fails releases all, also when the brain does not close', async () => {
  const data = join(folder, 'failed');
  const taken = createServer();
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve);
  });
  const dashboardPort = (taken.address() as AddressInfo).port;
  const brain = { ...echoBrain(), close: () => Promise.reject(new Error('It does not close.')) };
  const failed = await startEmulator({ data, brain, dashboardPort }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 'port_unavailable' });
  taken.close();
  const emulator = await startEmulator({ data, brain, dashboardPort });
  const { endpoint } = emulator;
  await expect(emulator.close()).rejects.toThrow('It does not close.');
  await expect(fetch(`${endpoint}/healthz`)).rejects.toThrow();
  await (await startEmulator({ data, brain: 'none' })).close();
});

test.skipIf(!unshare)(
  'behavior: on a full disk each start says so, and with space the next one starts in the same process',
  async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    const worker = await bundleWorker('fullDiskStarts.mjs');
    const script = 'mount -t tmpfs -o size=32m,mode=700 tmpfs "$1" && exec "$2" "$3" "$1"';
    const args = [...(unshare ?? []), 'sh', '-c', script, 'sh', disk, process.execPath, worker.path];
    const { stdout } = await promisify(execFile)('unshare', args).finally(worker.remove);
    const outcomes = JSON.parse(stdout) as { space: string; code: string }[];
    expect(outcomes.length).toBe(45);
    expect(outcomes.filter(({ code }) => code === 'data_full').length).toBeGreaterThan(9);
    expect(outcomes.filter(({ code }) => !['started', 'data_full'].includes(code))).toEqual([]);
    expect(outcomes.filter(({ space, code }) => space === 'free' && code !== 'started')).toEqual([]);
  },
);
