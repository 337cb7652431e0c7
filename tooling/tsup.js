import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/**
 * The build of a published package: ESM and declarations, one file for each entry, for Node 18 and up. The entries are
 * the targets of `exports` and `imports` in package.json.
 *
 * @param {Pick<import('tsup').Options, 'external' | 'noExternal' | 'platform'>} options
 */
export function library(options = {}) {
  // Knip loads the configuration from the root, whose package.json has neither.
  const { version, exports = {}, imports = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  return defineConfig({
    entry: entriesOf([...Object.values(exports), ...Object.values(imports)]),
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

/** The source of each built file, by its name in `dist`: `{ 'local.node': 'src/local.node.ts' }`. */
function entriesOf(targets) {
  const entry = {};
  const add = (source, built) => {
    if (typeof source === 'string') {
      entry[built.replace(/^\.\/dist\/|\.js$/g, '')] = source;
      return;
    }
    const { types: _, ...conditions } = source;
    for (const [condition, file] of Object.entries(conditions)) add(file, built[condition] ?? built.default);
  };
  for (const target of targets) {
    if (typeof target === 'string') continue;
    const { '@mitosislabs/source': source, ...built } = target;
    add(typeof source === 'string' ? { default: source } : source, built);
  }
  return entry;
}
