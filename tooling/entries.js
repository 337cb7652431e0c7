import { readFileSync } from 'node:fs';

/**
 * The source of each built file, by its name in `dist`: `{ 'local.node': 'src/local.node.ts' }`. From the targets of
 * `exports` and `imports` in the package.json of the current folder.
 */
export function readEntries() {
  // Knip loads configurations from the root, whose package.json has neither.
  const { exports = {}, imports = {} } = JSON.parse(readFileSync('package.json', 'utf8'));
  const entry = {};
  const add = (source, built) => {
    if (typeof source === 'string') {
      entry[built.replace(/^\.\/dist\/|\.js$/g, '')] = source.replace(/^\.\//, '');
      return;
    }
    const { types: _, ...conditions } = source;
    for (const [condition, file] of Object.entries(conditions)) add(file, built[condition] ?? built.default);
  };
  for (const target of [...Object.values(exports), ...Object.values(imports)]) {
    if (typeof target === 'string') continue;
    const { '@mitosislabs/source': source, ...built } = target;
    add(typeof source === 'string' ? { default: source } : source, built);
  }
  return entry;
}
