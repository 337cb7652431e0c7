import { type BuildOptions, build } from 'esbuild';

/**
 * Makes one file of a program and of the sources of all packages that it imports. It starts several times faster than with a
 * loader that compiles each file at every start.
 *
 * @param program - The path of the program, or its text with the folder that its imports are relative to.
 * @param outfile - The file to write. Packages that stay `external` are found from there.
 */
export async function bundleProgram(
  program: string | { contents: string; resolveDir: string },
  outfile: string,
  options: BuildOptions = {},
): Promise<string> {
  await build({
    ...(typeof program === 'string' ? { entryPoints: [program] } : { stdin: { ...program, loader: 'ts' } }),
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@mitosislabs/source'],
    // CommonJS packages in the bundle call `require` for modules of Node.
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    ...options,
  });
  return outfile;
}
