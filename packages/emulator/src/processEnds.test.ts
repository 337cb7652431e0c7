import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleWorker } from './testing/bundleWorker.ts';

let data: string;
let worker: Awaited<ReturnType<typeof bundleWorker>>;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'mitosis-ends-'));
  worker = await bundleWorker('shortLife.mjs');
});
afterAll(async () => {
  await rm(data, { recursive: true, force: true });
  await worker.remove();
});

test('default: a process that started and stopped emulators ends by itself', {
  timeout: 240_000,
}, async () => {
  const child = spawn(process.execPath, [worker.path, data], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Only a process that hangs gets it.
  const limit = setTimeout(() => child.kill('SIGKILL'), 120_000);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += String(part)));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  clearTimeout(limit);
  expect({ code, signal, output }).toMatchObject({ code: 0, signal: null });
  expect(JSON.parse(output)).toEqual([
    'refused: port_unavailable',
    'refused: data_in_use',
    'logged: tasks.list',
    'the slow response was cut',
  ]);
});
