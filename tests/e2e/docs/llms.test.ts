import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { programOf } from '../programOf.ts';
import { packages, root } from '../snippets.ts';
import { brokenLinks } from './links.ts';
import { pages } from './pages.ts';
import { readPage } from './readPage.ts';

const file = 'packages/sdk/llms-full.txt';
const text = readFileSync(join(root, file), 'utf8');

/** The built declarations of each entry, by its specifier. */
function entries(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of packages) {
    const manifest = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8');
    const { name, exports } = JSON.parse(manifest) as {
      name: string;
      exports: Record<string, { types: string } | string>;
    };
    for (const [subpath, entry] of Object.entries(exports)) {
      if (typeof entry !== 'string')
        found.set(`${name}${subpath.slice(1)}`, join(root, 'packages', folder, entry.types));
    }
  }
  return found;
}

/** The section of an entry, and what it says of each name: a line of its own, or the section that has one. */
function sectionOf(specifier: string): string {
  const [, section = ''] = text.split(`### from '${specifier}'\n`);
  return section.split(/^###? /m)[0] ?? '';
}

const describes = (section: string, name: string): boolean =>
  new RegExp(`^- \`(?:class |interface |type |const |)${name}\\b`, 'm').test(section);

test('behavior: llms-full.txt describes everything that the built packages export', () => {
  const all = entries();
  const program = programOf([...all.values()]);
  const checker = program.getTypeChecker();
  const missing: string[] = [];
  let count = 0;
  for (const [specifier, declarations] of all) {
    const section = sectionOf(specifier);
    const source = program.getSourceFile(declarations);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${declarations} is no module.`);
    for (const { name } of checker.getExportsOfModule(module)) {
      count++;
      if (describes(section, name)) continue;
      const [, home = ''] = new RegExp(`^Also, of \`([^\`]+)\`:.*\`${name}\``, 'm').exec(section) ?? [];
      if (!describes(sectionOf(home), name)) missing.push(`${name} of ${specifier}`);
    }
  }
  expect(missing).toEqual([]);
  expect(count).toBeGreaterThan(700);
});

test('behavior: llms-full.txt has all options, members and error codes of the main classes', () => {
  const program = programOf([entries().get('@mitosislabs/sdk') ?? '']);
  const checker = program.getTypeChecker();
  const [source] = program.getRootFileNames().map((name) => program.getSourceFile(name));
  const module = source && checker.getSymbolAtLocation(source);
  const missing: string[] = [];
  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    if (!/^(ClientConfig|RequestOptions|MitosisClient|Keystore|XMTPSession|\w+API)$/.test(symbol.name))
      continue;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    for (const member of target.members?.values() ?? []) {
      const hidden = member.declarations?.some(
        (node) =>
          ts.getCombinedModifierFlags(node as ts.Declaration) &
          (ts.ModifierFlags.Private | ts.ModifierFlags.Protected),
      );
      const isInternal = member.getJsDocTags(checker).some(({ name }) => name === 'internal');
      if (hidden || isInternal || !/^[a-z]\w*$/.test(member.name)) continue;
      const line = new RegExp(
        `^- \`(?:class|interface) ${symbol.name}\\b.*(?:\\n  - .*)*?\\n  - \`${member.name}[?(:<]`,
        'm',
      );
      if (!line.test(text)) missing.push(`${symbol.name}.${member.name}`);
    }
  }
  expect(missing).toEqual([]);
  const codes = readFileSync(join(root, 'docs/errors.md'), 'utf8').matchAll(/`([a-z]+(?:_[a-z]+)+)`/g);
  expect([...codes].map(([code]) => code).filter((code) => !text.includes(code))).toEqual([]);
});

test('behavior: every block of llms-full.txt is one that runs on another page', () => {
  const others = new Set(pages.flatMap(({ blocks }) => blocks.map(({ code }) => code)));
  const { blocks } = readPage(file);
  expect(blocks.filter(({ code }) => !others.has(code)).map(({ line }) => `${file}:${line}`)).toEqual([]);
  expect(blocks.length).toBeGreaterThan(40);
});

test('behavior: llms-full.txt has the READMEs of the packages whole', () => {
  // Headings are deeper, tables are not aligned, and links within the repository are only their words.
  const plain = (markdown: string) =>
    markdown
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/^#+ /gm, '')
      .replace(/\[((?:[^\][\n]|\n(?!\n)|\](?!\())+)\]\([^)\s]*\)/g, '$1')
      .replace(/-{3,}/g, '---')
      .split('\n')
      .map((line) => line.replace(/ {2,}/g, ' ').trim())
      .filter(Boolean);
  const known = new Set(plain(text));
  const missing = packages.flatMap((folder) => {
    const [, ...lines] = plain(readFileSync(join(root, 'packages', folder, 'README.md'), 'utf8'));
    return lines.filter((line) => !known.has(line)).map((line) => `${folder}: ${line}`);
  });
  expect(missing).toEqual([]);
});

test('behavior: llms-full.txt and llms.txt lead to files that are there', () => {
  expect(brokenLinks([readPage(file), readPage('packages/sdk/llms.txt')])).toEqual([]);
  expect(readdirSync(join(root, 'packages/sdk'))).toContain('llms.txt');
});

test('behavior: llms-full.txt does not repeat itself, and fits into a context', () => {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith('- `class') || line.startsWith('- `interface'));
  expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  expect(text.length).toBeLessThan(450_000);
});
