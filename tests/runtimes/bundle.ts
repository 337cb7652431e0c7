import { join } from 'node:path';
import { build } from 'esbuild';

/** How to bundle. */
interface BundleOptions {
  /** Export conditions that the runtime's bundlers use besides `browser`. */
  conditions?: readonly string[];
  /** `esm` splits what several entries share into parts. */
  format?: 'esm' | 'iife';
}

/**
 * Bundles files of the suite as an app would be, from the packed tarballs. There is nothing of Node on this platform: an
 * import of `node:` anything fails here.
 *
 * @returns the files' text by name: `page.js`, and the parts that it imports.
 */
export async function bundle(
  folder: string,
  files: readonly string[],
  { conditions = [], format = 'esm' }: BundleOptions = {},
): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    entryPoints: files.map((file) => join(folder, file)),
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    splitting: format === 'esm',
    write: false,
    minify: true,
    format,
    target: 'es2022',
    platform: 'browser',
    conditions: ['browser', ...conditions],
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, text }) => [path.slice(folder.length + 1), text]));
}
