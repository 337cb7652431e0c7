import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Passphrases cost a hundredth, as in tests/support/cheapScrypt.ts. */
const cheapScrypt: Plugin = {
  name: 'cheap-scrypt',
  setup(build) {
    build.onLoad({ filter: /keystore\/src\/encryption\/cost\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace('n: 2 ** 17', 'n: 1024');
      if (contents === text) throw new Error('cost.ts has another cost than 2 ** 17.');
      return { contents, loader: 'ts' };
    });
  },
};

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
    plugins: [cheapScrypt],
  });
  await chmod(folder, 0o755);
  await chmod(outfile, 0o644);
  return outfile;
}
