import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/sdk';
import { compare } from '../support/compare.mjs';
import { cpuOf } from '../support/cpuOf.mjs';

const program = fileURLToPath(new URL('../../../packages/cli/bin/mi.js', import.meta.url));

/** Command lines, each of which loads more of `mi`, and the goals on each version of Node. */
const RUNS = [
  { words: ['--version'], goals: { 20: 1.1, 24: 1.2 } },
  { words: ['offices', '--help'], goals: { 20: 1.2, 24: 1.4 } },
  { words: ['offices', 'list', '--help'], goals: { 20: 1.25, 24: 1.5 } },
  { words: ['auth', 'list', '--json'], goals: { 20: 1.3, 24: 1.7 } },
  { words: ['offices', 'list'], goals: { 20: 1.6, 24: 2.8 } },
];
const VERSIONS = ['20', '24'];

/** Compares the CPU time of starting `mi` with that of starting the same Node on an empty program, on each version of Node. */
export async function mi() {
  const home = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  const emulator = await startEmulator();
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), MITOSIS_KEYCHAIN: 'off' };
  try {
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    await new Keystore({ basePath: join(home, '.os1') }).saveConfig({ endpoint, dashboardEndpoint, apiKey });
    const rows = [];
    for (const version of VERSIONS) {
      const node = await nodeOf(version);
      const run =
        (...args) =>
        () =>
          cpuOf(node.path, args, env);
      for (const { words, goals } of RUNS) {
        const name = `mi ${words.join(' ')}`;
        const { ratio } = await compare(run(program, ...words), run('-e', '0'), 15);
        rows.push({ group: `Node ${node.version}`, name, value: ratio });
        rows.push({ group: `goal on ${version}`, name, value: goals[version] });
      }
    }
    return rows;
  } finally {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** Fetches a version of Node from npm, and returns the path of its program, and its version. */
async function nodeOf(version) {
  const print = 'JSON.stringify({ path: process.execPath, version: process.versions.node })';
  const args = ['--yes', `--package=node@${version}`, '--', 'node', '-p', print];
  return JSON.parse((await promisify(execFile)('npx', args)).stdout);
}
