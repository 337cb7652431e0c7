// After tsup: adds the descriptions of shared parameters (`sharedParameters.js`) to the methods in a package's
// declarations, so that editors show them. Run in the package's folder.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { sharedParameters } from './sharedParameters.js';

/**
 * Adds a `@param` line for each shared parameter that a documented method has and its comment lacks.
 *
 * @param {string} text - The text of a declaration file.
 * @returns {string} the text with the lines added.
 */
export function describeParameters(text) {
  const source = ts.createSourceFile('index.d.ts', text, ts.ScriptTarget.Latest, true);
  /** @type {{ pos: number, end: number, comment: string }[]} */
  const changes = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const doc = ts.isMethodDeclaration(node) && ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc);
    if (doc) {
      const names = node.parameters.map(({ name }) => name.getText(source));
      const comment = withParameters(doc.getText(source), names, indentOf(text, doc.pos));
      changes.push({ pos: doc.getStart(source), end: doc.end, comment });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let described = text;
  for (const { pos, end, comment } of changes.reverse()) {
    described = described.slice(0, pos) + comment + described.slice(end);
  }
  return described;
}

/**
 * @param {string} comment
 * @param {string[]} names - The names of all parameters, in order.
 * @param {string} indent
 */
function withParameters(comment, names, indent) {
  const missing = names.filter(
    (name) => Object.hasOwn(sharedParameters, name) && lineOf([comment], name) < 0,
  );
  if (missing.length === 0) return comment;
  const lines = comment.includes('\n')
    ? comment.split('\n')
    : ['/**', `${indent} * ${comment.replace(/^\/\*\*\s*|\s*\*\/$/g, '')}`, `${indent} */`];
  if (!lines.some((line) => /^\s*\* @/.test(line))) lines.splice(-1, 0, `${indent} *`);
  for (const name of missing) {
    const after = names.slice(names.indexOf(name) + 1).map((later) => lineOf(lines, later));
    const before =
      after.find((index) => index >= 0) ??
      lines.findIndex((line) => /^\s*\* @(?!param|typeParam)|\*\/$/.test(line));
    lines.splice(before, 0, `${indent} * @param ${name} - ${sharedParameters[name]}`);
  }
  return lines.join('\n');
}

/**
 * @param {string[]} lines
 * @param {string} name
 */
function lineOf(lines, name) {
  return lines.findIndex((line) => new RegExp(`@param ${name}\\b`).test(line));
}

/**
 * @param {string} text
 * @param {number} position
 */
function indentOf(text, position) {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', position) + 1))?.[0] ?? '';
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = (await readdir('dist', { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  for (const name of names) {
    const text = await readFile(`dist/${name}`, 'utf8');
    const described = describeParameters(text);
    if (described !== text) await writeFile(`dist/${name}`, described);
  }
}
