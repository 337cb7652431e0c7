import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Makes one file of a worker in this folder, and of the sources that it needs: so it starts faster, and is killed more often in
 * the time that there is. Every user may run it: a checkout may lie where only its owner can read.
 *
 * @returns its path.
 */
export async function bundleWorker(name: string, folder: string): Promise<string> {
  const outfile = join(folder, 'worker.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
  });
  await chmod(folder, 0o755);
  await chmod(outfile, 0o644);
  return outfile;
}
