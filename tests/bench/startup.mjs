import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { startEmulator } from '@mitosislabs/emulator';
import { Keystore } from '@mitosislabs/sdk';
import { compare } from './compare.mjs';

const mi = fileURLToPath(new URL('../../packages/sdk/bin/mi.js', import.meta.url));

/** Compares starting `mi` with starting Node on an empty program. */
export async function startup() {
  const home = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  const emulator = await startEmulator();
  const env = { ...process.env, HOME: home };
  const run =
    (...args) =>
    async () => {
      const start = performance.now();
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      const [status] = await once(child, 'close');
      if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
      return performance.now() - start;
    };
  try {
    const { endpoint, dashboardEndpoint, apiKey } = emulator;
    await new Keystore({ basePath: join(home, '.os1') }).saveConfig({ endpoint, dashboardEndpoint, apiKey });
    const nothing = run('-e', '0');
    return [
      { name: 'mi --version / node -e 0', unit: 'ms', ...(await compare(run(mi, '--version'), nothing, 15)) },
      { name: 'mi --help / node -e 0', unit: 'ms', ...(await compare(run(mi, '--help'), nothing, 15)) },
      {
        name: 'mi offices list / node -e 0',
        unit: 'ms',
        ...(await compare(run(mi, 'offices', 'list'), nothing, 15)),
      },
    ];
  } finally {
    await emulator.close();
    await rm(home, { recursive: true, force: true });
  }
}
