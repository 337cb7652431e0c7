import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The parts of an assumption in a report of `mi conformance` that matter here. */
interface Observed {
  readonly name: string;
  readonly outcome: string;
  readonly certain?: boolean;
  readonly observed?: unknown;
}

/** The result of applying a report. */
interface Changed {
  readonly source: string;
  readonly changed: string[];
  /** Differences that a person must decide on, with the reason. */
  readonly open: string[];
}

const FORMAT = 'mitosis-conformance/1';
const ASSUMPTIONS = fileURLToPath(new URL('../packages/emulator/src/assumptions.ts', import.meta.url));

/**
 * Replaces the values of assumptions that differ, if the report gives them exactly and they are plain numbers, texts or
 * booleans, and marks them as observed. Everything else in the source stays.
 */
function applyReport(source: string, observations: readonly Observed[], date: string): Changed {
  const file = ts.createSourceFile('assumptions.ts', source, ts.ScriptTarget.Latest, true);
  const edits: { start: number; end: number; text: string }[] = [];
  const changed: string[] = [];
  const open: string[] = [];
  for (const { name, outcome, certain, observed } of observations) {
    if (outcome !== 'differs') continue;
    const shown = `${name}: ${JSON.stringify(observed)}`;
    const found = findValue(file, name);
    const literal = literalOf(observed);
    if (!certain) open.push(`${shown} (the report is not certain of the value)`);
    else if (!found) open.push(`${shown} (no such assumption)`);
    else if (literal === undefined) open.push(`${shown} (not a number, a text or a boolean)`);
    else {
      const { value, declaration } = found;
      edits.push({ start: value.getStart(file), end: value.end, text: literal });
      edits.push(markOf(file, declaration, `(O) Observed on a live platform, ${date}.`));
      changed.push(`${name}: ${value.getText(file)} → ${literal}`);
    }
  }
  let result = source;
  for (const { start, end, text } of edits.sort((a, b) => b.start - a.start)) {
    result = result.slice(0, start) + text + result.slice(end);
  }
  return { source: result, changed, open };
}

/** Finds the value of a constant, or of a field of one, with the declaration that its comment belongs to. */
function findValue(
  file: ts.SourceFile,
  path: string,
): { value: ts.Expression; declaration: ts.Node } | undefined {
  const [constant, part] = path.split('.');
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const [declaration] = statement.declarationList.declarations;
    if (!declaration?.initializer || declaration.name.getText(file) !== constant) continue;
    const value = ts.isAsExpression(declaration.initializer)
      ? declaration.initializer.expression
      : declaration.initializer;
    if (part === undefined) return { value, declaration: statement };
    if (!ts.isObjectLiteralExpression(value)) return undefined;
    const field = value.properties.find((property) => property.name?.getText(file) === part);
    if (field && ts.isPropertyAssignment(field)) return { value: field.initializer, declaration: field };
  }
  return undefined;
}

/** The edit that adds a mark to the comment of a declaration, or a comment if there is none. */
function markOf(
  file: ts.SourceFile,
  declaration: ts.Node,
  mark: string,
): { start: number; end: number; text: string } {
  const comments = ts.getLeadingCommentRanges(file.text, declaration.getFullStart()) ?? [];
  const doc = comments.filter(({ pos }) => file.text.startsWith('/**', pos)).pop();
  if (doc) {
    const end = doc.end - '*/'.length;
    return { start: end, end, text: `${mark} ` };
  }
  return { start: declaration.end, end: declaration.end, text: ` /* ${mark} */` };
}

function literalOf(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) {
    return Number.isInteger(value) ? String(value).replace(/\B(?=(\d{3})+$)/g, '_') : String(value);
  }
  if (typeof value !== 'string') return undefined;
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const [reportPath, target = ASSUMPTIONS] = process.argv.slice(2);
if (reportPath === undefined) throw new Error('Name a report: pnpm derive:assumptions report.json');
const report = JSON.parse(readFileSync(reportPath, 'utf8'));
if (report?.format !== FORMAT || !Array.isArray(report.assumptions)) {
  throw new Error(`${reportPath} is not a report of mi conformance in the format ${FORMAT}.`);
}
const date = String(report.startedAt).match(/^\d{4}-\d{2}-\d{2}/)?.[0] ?? 'undated';
const { source, changed, open } = applyReport(readFileSync(target, 'utf8'), report.assumptions, date);
writeFileSync(target, source);
const list = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)] : [];
process.stdout.write(
  `${[...list('changed:', changed), ...list('for a person to decide:', open)].join('\n') || 'nothing differs'}\n`,
);
