import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { contract } from './contract.ts';
import * as everything from './index.ts';
import { classes } from './testing/operations.ts';

const entries = Object.entries(manifest.exports).flatMap(([subpath, target]) =>
  typeof target === 'string' ? [] : [[subpath, target['@mitosislabs/source']] as const],
);

/** The subpaths that are no group. */
const OTHERS = ['.', './contract', './operation', './account', './keys', './nodeFiles'];

/** The names that an entry exports, types in brackets. */
function exportedNames(file: string): string[] {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  return [...source.matchAll(/^export (type )?\{([^}]+)\}/gm)].flatMap(([, type, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => (type || name.startsWith('type ') ? `<${name.replace('type ', '')}>` : name)),
  );
}

test('default: exports the listed names', () => {
  expect(exportedNames('src/index.ts')).toEqual(
    expect.arrayContaining(['TasksAPI', '<Task>', '<PagedList>']),
  );
  expect(
    exportedNames('src/index.ts')
      .filter((name) => !name.startsWith('<'))
      .sort(),
  ).toEqual(Object.keys(everything).sort());
});

test('default: has a class and a subpath for every group', () => {
  const names = Object.values(classes).map(({ name }) => name);
  expect(Object.keys(everything)).toEqual(expect.arrayContaining(names));
  const groups = Object.keys(contract).filter((group) => group !== 'client');
  expect(entries.map(([subpath]) => subpath).sort()).toEqual(
    [...OTHERS, ...groups.map((group) => `./${group}`)].sort(),
  );
});

test.each(entries.filter(([subpath]) => !OTHERS.includes(subpath)))(
  'default: %s exports its class and types, also from the index',
  async (subpath, file) => {
    const module: object = await import(new URL(`../${file}`, import.meta.url).href);
    const { name } = classes[subpath.slice(2) as keyof typeof classes];
    expect(Object.keys(module)).toContain(name);
    expect(exportedNames('src/index.ts')).toEqual(expect.arrayContaining(exportedNames(file)));
  },
);
