import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a file of the suite as an app would be, from the packed tarballs. There is nothing of Node on this platform: an
 * import of `node:` anything fails here.
 *
 * @param conditions - What the runtime's bundlers ask for, beside `browser`.
 * @returns the files' text by name: `page.js`, and the parts that it loads later.
 */
export async function bundle(
  folder: string,
  file: string,
  conditions: readonly string[] = [],
): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, file)],
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    splitting: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    conditions: ['browser', ...conditions],
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(folder.length + 1), text]));
}
