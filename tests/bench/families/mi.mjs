import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/sdk';
import { compare } from '../support/compare.mjs';
import { cpuOf } from '../support/cpuOf.mjs';

const program = fileURLToPath(new URL('../../../packages/cli/bin/mi.js', import.meta.url));

/** Command lines, each of which loads more of `mi`. */
const RUNS = [
  ['--version'],
  ['offices', '--help'],
  ['offices', 'list', '--help'],
  ['auth', 'list', '--json'],
  ['offices', 'list'],
];

/** Compares the CPU time of starting `mi` with that of starting Node on an empty program. */
export async function mi() {
  const home = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  const emulator = await startEmulator();
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: join(home, 'cache'), MITOSIS_KEYCHAIN: 'off' };
  const run =
    (...args) =>
    () =>
      cpuOf(process.execPath, args, env);
  try {
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    await new Keystore({ basePath: join(home, '.os1') }).saveConfig({ endpoint, dashboardEndpoint, apiKey });
    const rows = [];
    for (const words of RUNS) {
      rows.push({
        name: `mi ${words.join(' ')} / node -e 0 (CPU)`,
        unit: 'ms',
        ...(await compare(run(program, ...words), run('-e', '0'), 15)),
      });
    }
    return rows;
  } finally {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}
