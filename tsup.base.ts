import { defineConfig, type Options } from 'tsup';

/** What every published package builds: ESM and declarations, one file an entry, for Node 18 and up. */
export function library(options: Pick<Options, 'entry' | 'platform' | 'target'>) {
  return defineConfig({
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    dts: true,
    clean: true,
    splitting: true,
    treeshake: false,
    external: [/^#/],
    tsconfig: '../../tsconfig.base.json',
    ...options,
  });
}
