import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles a program of `test/` from the sources, so that it starts fast. In `node_modules` it finds the packages that it imports. */
export async function bundleWorker(name: string): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(root, 'node_modules/.worker-'));
  const path = join(folder, name);
  await build({
    entryPoints: [join(root, 'test', name)],
    outfile: path,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
    external: ['libsql', 'esbuild', '#dashboardAssets'],
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
  });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
