import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './snippets.ts';

const demo = join(root, 'scripts/demo.mjs');

/** The processes whose HOME is a demo's, and the folders that demos left. */
async function leftovers(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return [
    ...environments.filter((text) => text.includes('mitosis-demo-')),
    ...(await readdir(tmpdir())).filter((name) => name.startsWith('mitosis-demo-')),
  ];
}

test('default: the main job runs end to end, and nothing of it stays', async () => {
  const child = spawn(process.execPath, [demo, '--no-build'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  expect(output).not.toContain('The demo failed');
  expect(code).toBe(0);
  for (const part of [
    'logged in as',
    'aria',
    'ready',
    'You said',
    'completed',
    'the same 70000 bytes came back',
    'credits',
  ]) {
    expect(output).toContain(part);
  }
  expect(await leftovers()).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'behavior: %s in the middle ends everything it started',
  async (signal) => {
    const child = spawn(process.execPath, [demo, '--no-build'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await expect.poll(() => output, { timeout: 60_000 }).toContain('3  Two agents');
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    await expect.poll(leftovers).toEqual([]);
  },
);
