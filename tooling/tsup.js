import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { readEntries } from './entries.js';
import { mergeChunks } from './mergeChunks.js';

/**
 * The build of a published package: ESM and declarations, one file for each entry, for Node 18 and up. The entries are
 * the targets of `exports` and `imports` in package.json.
 *
 * @param {Pick<import('tsup').Options, 'external' | 'noExternal' | 'platform' | 'removeNodeProtocol'> & {
 *   first?: string;
 * }} options `first`: the source that a program needs first, when `index.ts` also hands on what is loaded late.
 */
export function library({ dts, first, ...options } = {}) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const entry = readEntries();
  return defineConfig({
    // esbuild parts what two entries need from what one needs. `mergeChunks` drops this one again.
    entry: first ? { ...entry, first } : entry,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    // They are only bundled: the compiler in tsup needs no types of the language and of other files for it.
    dts: {
      entry: declarationsOf(entry),
      compilerOptions: { noLib: true, noResolve: true, types: [] },
      ...dts,
    },
    splitting: true,
    external: [/^#/],
    onSuccess: mergeChunks,
    define: { __VERSION__: JSON.stringify(version) },
    ...options,
  });
}

/** The same entries as declarations, which `declarations.js` has written. */
function declarationsOf(entry) {
  return Object.fromEntries(
    Object.entries(entry).map(([name, source]) => [
      name,
      source.replace(/^src\//, '.types/').replace(/\.ts$/, '.d.ts'),
    ]),
  );
}
