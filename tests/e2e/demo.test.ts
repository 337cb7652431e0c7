import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { root } from './snippets.ts';

const demo = join(root, 'scripts/demo.mjs');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-demo-test-'));
  return () => rm(folder, { recursive: true });
});

interface Demo {
  child: ChildProcess;
  output: () => string;
  /** Resolves as soon as it has printed a text: a poll might look when the demo is over. */
  printed(text: string): Promise<void>;
}

/** Starts a demo whose HOME is made in a folder of this test's own. */
function start(...options: string[]): Demo {
  const env = { ...process.env, TMPDIR: folder };
  const child = spawn(process.execPath, [demo, ...options], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill();
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => output.includes(text) && resolve();
      child.on('close', () => reject(new Error(`It ended without "${text}":\n${output}`)));
      for (const stream of [child.stdout, child.stderr]) stream.on('data', look);
      look();
    });
  return { child, output: () => output, printed };
}

/** Lists its remaining files, and its processes (where the system shows them as files). */
async function leftovers(): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return [...environments.filter((text) => text.includes(folder)), ...(await readdir(folder))];
}

test('behavior: the first line says that it builds, and nothing comes before the platform but what it builds', async () => {
  const { child, output, printed } = start();
  await printed('$ mi dev');
  child.kill('SIGINT');
  await once(child, 'close');
  const lines = output().split('\n').filter(Boolean);
  const built = lines.findIndex((line) => line.startsWith('This is a run of mi'));
  expect(lines[0]).toMatch(/^Building the packages/);
  for (const line of lines.slice(1, built)) expect(line).toMatch(/^ {2}building [\w-]+ …$/);
  expect(lines.slice(built + 1, built + 3)).toEqual(['The platform, on this machine', '$ mi dev']);
  await expect.poll(leftovers).toEqual([]);
});

test('default: the main job runs end to end, and nothing of it stays', async () => {
  const { child, output } = start('--no-build');
  const [code] = await once(child, 'close');
  expect(output()).not.toContain('The demo failed');
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
    expect(output()).toContain(part);
  }
  await expect.poll(leftovers).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'behavior: %s in the middle ends everything it started',
  async (signal) => {
    const { child, printed } = start('--no-build');
    await printed('3  Two agents');
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
    await expect.poll(leftovers).toEqual([]);
  },
);

test('behavior: a reader that closes the pipe ends everything it started', async () => {
  const { child, printed } = start('--no-build');
  await printed('2  An office');
  child.stdout?.destroy();
  await once(child, 'exit');
  await expect.poll(leftovers).toEqual([]);
});

test('behavior: the clone has a mi, whose standard output is its own', async () => {
  const { stdout } = await promisify(execFile)('npx', ['-y', 'pnpm@10.34.8', 'mi', '--version'], {
    cwd: root,
  });
  const { version } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8'));
  expect(stdout).toBe(`${version}\n`);
});
