import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cpuOf } from '../support/cpuOf.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const script = join(root, 'scripts/build.mjs');

/** Measures a build of everything, and the demo when everything is built. In seconds. */
export async function build() {
  const cache = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  try {
    const started = performance.now();
    const cpu = await cpuOf(process.execPath, [script, '--force', `--cache-dir=${cache}`]);
    const wall = performance.now() - started;
    return [
      row('build of all packages, with an empty cache / 45 s', wall, 45),
      row('the same, CPU time / 45 s on two cores', cpu, 90),
      row('`pnpm demo` when all is built: until the platform starts / 10 s', await demo(), 10),
    ];
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

const row = (name, ms, goal) => ({ name, unit: 's', ours: ms / 1000, theirs: goal, ratio: ms / 1000 / goal });

/** How long the demo takes until it begins with the platform, in ms. */
async function demo() {
  // The demo uses the common cache.
  await once(spawn(process.execPath, [script], { cwd: root, stdio: 'ignore' }), 'exit');
  const started = performance.now();
  const child = spawn('npx', ['-y', 'pnpm@10.34.8', 'demo'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('This is a run of mi')) break;
  }
  const waited = performance.now() - started;
  process.kill(-child.pid, 'SIGTERM');
  return waited;
}
