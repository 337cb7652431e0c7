// `pnpm measure [folder]`: figures on the sources of this clone, or of another one. Tests are excluded. Only parses: takes seconds.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
/** The words of comments that are counted, each as occurrences in 10,000 words. */
const WORDS = [
  ['nobody, somebody, whoever', /\b(nobody|somebody|everybody|anybody|who(so)?ever)\b/gi],
  ['told, tell, tells', /\b(told|tells?|telling)\b/gi],
  ['a look, looks', /\b(a look|looks?)\b/gi],
  ['grow', /\b(grow|grows|growing|grown)\b/gi],
  ['answer', /\banswer(s|ed|ing)?\b/gi],
];

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard', 'packages/*/src/*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const isTest = (file) => /\.test(-d)?\.ts$|\/testing\//.test(file);
const sources = tracked.filter((file) => !isTest(file));
const parsed = sources.map((file) => measureFile(file));
const testLines = sum(
  tracked.filter(isTest).map((file) => lineCount(readFileSync(join(root, file), 'utf8'))),
);

const lines = parsed.map((file) => file.lines);
const functions = parsed.flatMap((file) => file.functions);
const folders = new Map();
for (const file of sources) folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
const [largest, inLargest] = [...folders].sort(([, a], [, b]) => b - a)[0];
const exported = parsed.flatMap((file) => file.exports);
const declared = exported.filter((one) => one.isDocumented !== undefined);
const comment = parsed.map((file) => file.comment).join('\n');
const blocks = parsed.flatMap((file) => file.blocks);
const wordCount = comment.split(/\s+/).filter((word) => /\w/.test(word)).length;

const row = {
  files: parsed.length,
  'median / p90 / max lines': `${at(lines, 0.5)} / ${at(lines, 0.9)} / ${Math.max(...lines)}`,
  'files ≤ 15 lines': `${percent(lines.filter((count) => count <= 15).length, lines.length)} %`,
  'largest folder': `${inLargest} (${largest.replace('packages/', '')})`,
  'exports a file': (exported.length / parsed.length).toFixed(1),
  'comment %': percent(sum(parsed.map((file) => file.commentLines)), sum(parsed.map((file) => file.filled))),
  'TSDoc %': percent(declared.filter(({ isDocumented }) => isDocumented).length, declared.length),
  'function median / p95 / max': [0.5, 0.95, 1]
    .map((part) =>
      at(
        functions.map((one) => one.lines),
        part,
      ),
    )
    .join(' / '),
  'most parameters': Math.max(...functions.map((one) => one.parameters)),
  nesting: Math.max(...functions.map((one) => one.nesting)),
  'test : src': (testLines / sum(lines)).toFixed(2),
};
const words = {
  'words of comments': wordCount,
  ...Object.fromEntries(
    WORDS.map(([name, pattern]) => [
      `${name}, in 10,000`,
      (((comment.match(pattern) ?? []).length / wordCount) * 10_000).toFixed(1),
    ]),
  ),
  'blocks that begin with "What", %': percent(
    blocks.filter((block) => /^What\b/.test(block)).length,
    blocks.length,
    1,
  ),
};
for (const table of [row, words]) {
  const names = Object.keys(table);
  console.log(
    `| ${names.join(' | ')} |\n|${'---|'.repeat(names.length)}\n| ${Object.values(table).join(' | ')} |\n`,
  );
}

function measureFile(file) {
  const text = readFileSync(join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const comments = commentsOf(source, text);
  const commented = new Set();
  for (const { pos, end } of comments) {
    const first = source.getLineAndCharacterOfPosition(pos).line;
    for (let line = first; line <= source.getLineAndCharacterOfPosition(end).line; line++)
      commented.add(line);
  }
  const filled = text.split('\n').filter((line) => line.trim() !== '').length;
  const functions = [];
  const exports = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) functions.push(measureFunction(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const statement of source.statements) exports.push(...exportsOf(statement));
  const texts = comments.map(({ pos, end }) => proseOf(text.slice(pos, end)));
  return {
    lines: lineCount(text),
    filled,
    commentLines: commented.size,
    comment: texts.join('\n'),
    blocks: texts.filter((_, index) => text.startsWith('/**', comments[index].pos)),
    functions,
    exports,
  };
}

/** The comments of a file, each once. Those inside strings and templates are none. */
function commentsOf(source, text) {
  const found = new Map();
  const visit = (node) => {
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [])
      found.set(range.pos, range);
    for (const range of ts.getTrailingCommentRanges(text, node.getEnd()) ?? []) found.set(range.pos, range);
    for (const child of node.getChildren(source)) visit(child);
  };
  visit(source);
  return [...found.values()].sort((a, b) => a.pos - b.pos);
}

/** The sentences of a comment: without its marks, its examples and its code. */
function proseOf(comment) {
  return comment
    .replace(/^\/\*+|\*\/$|^\/\//g, '')
    .replace(/^\s*\* ?/gm, '')
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`]*`/g, '')
    .trim();
}

/** The names that a statement exports; of declarations also whether they are documented. */
function exportsOf(statement) {
  if (ts.isExportDeclaration(statement)) {
    const list = statement.exportClause;
    return list && ts.isNamedExports(list) ? list.elements.map(() => ({})) : [{}];
  }
  const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  // The implementation of overloads has no documentation: its signatures have.
  const isOverloaded =
    ts.isFunctionDeclaration(statement) &&
    statement.body &&
    statement.parent.statements.some(
      (one) => one !== statement && ts.isFunctionDeclaration(one) && one.name?.text === statement.name?.text,
    );
  if (!isExported || isOverloaded) return [];
  const isDocumented = ts.getJSDocCommentsAndTags(statement).length > 0;
  const names = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
  return names.map(() => ({ isDocumented }));
}

function measureFunction(node, source) {
  const line = (position) => source.getLineAndCharacterOfPosition(position).line;
  return {
    lines: line(node.end) - line(node.getStart(source)) + 1,
    parameters: node.parameters.filter(({ name }) => name.getText(source) !== 'this').length,
    nesting: nestingOf(node.body),
  };
}

/** How deep control statements nest in a function, without the functions in it. */
function nestingOf(node) {
  let deepest = 0;
  const visit = (child, depth) => {
    if (ts.isFunctionLike(child)) return;
    const isElseIf =
      ts.isIfStatement(child) && ts.isIfStatement(child.parent) && child.parent.elseStatement === child;
    const inner = isControl(child) && !isElseIf ? depth + 1 : depth;
    deepest = Math.max(deepest, inner);
    ts.forEachChild(child, (next) => visit(next, inner));
  };
  ts.forEachChild(node, (child) => visit(child, 0));
  return deepest;
}

function isControl(node) {
  return (
    ts.isIfStatement(node) ||
    ts.isIterationStatement(node, false) ||
    ts.isSwitchStatement(node) ||
    ts.isTryStatement(node)
  );
}

function lineCount(text) {
  return text.replace(/\n$/, '').split('\n').length;
}

function at(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

function percent(part, whole, digits = 0) {
  return ((part / whole) * 100).toFixed(digits);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
