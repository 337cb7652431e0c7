// `pnpm compare-exports <clone>`: compares what the built packages of another clone export with those of this one, and writes
// docs/exports.md. Both must be built. `scripts/renames.json` names the renames; each must have its line in a changeset.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const other = resolve(process.argv[2] ?? '.');
const label = process.argv[3] ?? '';
if (other === resolve('.') || label === '') {
  console.error('Usage: node scripts/compareExports.mjs <folder of the earlier clone, built> <its commit>');
  process.exit(2);
}
/** `{ "old name": ["new name", "changeset"] }`: names of exports, fields, methods, subpaths and error codes. */
const renames = JSON.parse(readFileSync(join(root, 'scripts/renames.json'), 'utf8'));
const MEMBERS = ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor;
const HIDDEN = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

for (const [before, [after, changeset]] of Object.entries(renames)) {
  const file = join(root, '.changeset', `${changeset}.md`);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (!text.includes(`\`${before}\``) || !text.includes(`\`${after}\``)) {
    console.error(`.changeset/${changeset}.md does not name \`${before}\` and \`${after}\``);
    process.exitCode = 1;
  }
}

const sections = readdirSync(join(root, 'packages')).map((name) => section(name));
const table = Object.entries(renames).map(
  ([before, [after, changeset]]) => `| \`${before}\` | \`${after}\` | ${lineOf(changeset)} |`,
);
const text = `# Exports

Public names that changed since commit ${label}, before the first release. Derived by \`node scripts/compareExports.mjs\` from the
declarations of the built packages: subpaths, exports, and the members of exported classes and interfaces.

## Renamed

| before | now | line in the changeset |
|---|---|---|
${table.join('\n')}

${sections.filter(Boolean).join('\n\n')}
`;
writeFileSync(join(root, 'docs/exports.md'), text);
console.log('written: docs/exports.md');

function section(name) {
  const [before, after] = [exportsOf(other, name), exportsOf(root, name)];
  const renamed = [...before].filter((path) => !after.has(path) && after.has(renamedPath(path)));
  const targets = new Set(renamed.map(renamedPath));
  const added = [...after].filter((path) => !before.has(path) && !targets.has(path));
  const removed = [...before].filter((path) => !after.has(path) && !renamed.includes(path));
  const rows = [
    ['renamed', renamed.map((path) => `\`${path}\` → \`${renamedPath(path)}\``)],
    ['added', withoutInner(added).map((path) => `\`${path}\``)],
    ['removed', withoutInner(removed).map((path) => `\`${path}\``)],
  ].filter(([, names]) => names.length > 0);
  if (rows.length === 0) return '';
  return `## ${name}\n\n${rows.map(([kind, names]) => `- ${kind} (${names.length}): ${names.join(', ')}`).join('\n')}`;
}

/** The names that a package exports: \`./subpath\`, \`Name\` and \`Name.member\`, whatever the subpath. */
function exportsOf(folder, name) {
  const base = join(folder, 'packages', name);
  const { exports = {} } = JSON.parse(readFileSync(join(base, 'package.json'), 'utf8'));
  const entries = Object.entries(exports).filter(([, entry]) => typeof entry !== 'string' && entry.types);
  const files = entries.map(([, entry]) => join(base, entry.types));
  const missing = files.find((file) => !existsSync(file));
  if (missing) throw new Error(`${missing} does not exist: build first.`);
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    noEmit: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const found = new Set(entries.map(([subpath]) => subpath).filter((subpath) => subpath !== '.'));
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      found.add(symbol.name);
      for (const member of membersOf(checker, target)) {
        if (member.flags & MEMBERS && isPublic(member)) found.add(`${symbol.name}.${member.name}`);
      }
    }
  }
  return found;
}

/** The members of a class or interface, inherited ones too, and static ones. */
function membersOf(checker, symbol) {
  if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return [];
  const own = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
  const { exports } = symbol;
  const isError = own.some(({ name }) => name === 'stack');
  return [
    ...own.filter(({ name }) => !isError || !['name', 'message', 'stack', 'cause'].includes(name)),
    ...(exports?.values() ?? []),
  ];
}

function isPublic({ name, declarations = [] }) {
  const isNamed = /^[A-Za-z_]\w*$/.test(name) && name !== 'prototype';
  return isNamed && !declarations.some((node) => ts.getCombinedModifierFlags(node) & HIDDEN);
}

function renamedPath(path) {
  return path
    .split('.')
    .map((part) => (Object.hasOwn(renames, part) ? renames[part][0] : part))
    .join('.');
}

/** Drops members of names that are listed themselves. */
function withoutInner(paths) {
  const all = new Set(paths);
  return paths
    .filter((path) => path.startsWith('./') || !path.includes('.') || !all.has(path.split('.')[0]))
    .sort();
}

function lineOf(changeset) {
  const file = join(root, '.changeset', `${changeset}.md`);
  const line = existsSync(file)
    ? readFileSync(file, 'utf8')
        .replace(/^---[\s\S]*?---\s*/, '')
        .trim()
    : '';
  return `${changeset}.md: ${line.split('\n')[0].slice(0, 300)}`;
}
