import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Exported interfaces, types and classes. */
const DECLARATION = /^export (?:declare )?(?:abstract )?(interface|type|class) (\w+)/gm;
/** A list of exports from a module. */
const LIST = /^export (type )?\{([^}]*)\} from '([^']+)';\n/gm;

/**
 * Derives the export lists of `api`: the entry of each group, the index, and the subpaths in package.json. A list keeps
 * its text if it has the right names.
 *
 * @param folder - The folder of the package.
 * @returns the text of each file, by its path in the package.
 */
export function exportLists(folder: string): Map<string, string> {
  const files = new Map<string, string>();
  const groups = readdirSync(join(folder, 'src/groups')).sort();
  const modules = groups.flatMap((group) => modulesOf(folder, group).map((module) => ({ group, ...module })));
  for (const group of groups) {
    const own = modules.filter((module) => module.group === group);
    files.set(`src/groups/${group}/index.ts`, entry(folder, `src/groups/${group}/index.ts`, './', own));
  }
  const prefixed = modules.map(({ group, name, ...rest }) => ({ name: `${group}/${name}`, ...rest }));
  files.set('src/index.ts', entry(folder, 'src/index.ts', './groups/', prefixed));
  files.set('package.json', manifest(folder, groups));
  return files;
}

interface Module {
  readonly name: string;
  readonly types: readonly string[];
  readonly classes: readonly string[];
}

/** The class of a group, and the files with its types. */
function modulesOf(folder: string, group: string): Module[] {
  const path = join(folder, 'src/groups', group);
  const names = readdirSync(path).filter((name) => /^(contract|activity|Employee|\w+API)\.ts$/.test(name));
  return names.sort().map((name) => {
    const declared = [...readFileSync(join(path, name), 'utf8').matchAll(DECLARATION)];
    const named = (isClass: boolean): string[] =>
      declared.filter(([, kind]) => (kind === 'class') === isClass).map(([, , found = '']) => found);
    return { name, types: named(false), classes: named(true) };
  });
}

function entry(folder: string, path: string, prefix: string, modules: readonly Module[]): string {
  const file = join(folder, path);
  let text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const { name, types, classes } of modules) {
    if (types.length + classes.length === 0) continue;
    const target = `${prefix}${name}`;
    const list = [...text.matchAll(LIST)].find(([, , , from]) => from === target);
    const listed = (list?.[2] ?? '').split(',').map((one) => one.trim().replace(/^type /, ''));
    const names = [...types, ...classes];
    if (names.every((one) => listed.includes(one)) && listed.filter(Boolean).length === names.length)
      continue;
    const specifiers = [...types.map((one) => (classes.length > 0 ? `type ${one}` : one)), ...classes];
    const written = `export ${classes.length > 0 ? '' : 'type '}{ ${specifiers.join(', ')} } from '${target}';\n`;
    text = list ? text.replace(list[0], written) : `${text}${written}`;
  }
  return text;
}

function manifest(folder: string, groups: readonly string[]): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  const json = JSON.parse(text) as { exports: Record<string, unknown> };
  const missing = groups.filter((group) => !(`./${group}` in json.exports));
  if (missing.length === 0) return text;
  const { './package.json': last, ...others } = json.exports;
  const added = missing.map((group) => [
    `./${group}`,
    {
      '@mitosislabs/source': `./src/groups/${group}/index.ts`,
      types: `./dist/${group}.d.ts`,
      default: `./dist/${group}.js`,
    },
  ]);
  json.exports = { ...others, ...Object.fromEntries(added), './package.json': last };
  return `${JSON.stringify(json, null, 2)}\n`;
}
