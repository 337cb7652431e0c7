import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/**
 * What every published package builds: ESM and declarations, one file an entry, for Node 18 and up.
 *
 * @param {Pick<import('tsup').Options, 'entry' | 'platform'>} options
 */
export function library(options) {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  return defineConfig({
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    dts: true,
    clean: true,
    splitting: true,
    // Drops the empty imports of chunks that esbuild leaves behind.
    treeshake: { moduleSideEffects: false },
    external: [/^#/],
    define: { __VERSION__: JSON.stringify(version) },
    ...options,
  });
}
