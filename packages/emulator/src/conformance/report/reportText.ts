import type { AssumptionResult, CheckResult, ConformanceReport, RecordedExchange } from '../Report.ts';

/**
 * Writes a report as Markdown, for people. Texts from the platform stand in code, without control characters.
 *
 * @example
 * ```ts
 * import { startEmulator } from '@mitosislabs/emulator';
 * import { reportText, runConformance } from '@mitosislabs/emulator/conformance';
 *
 * const { endpoint, dashboardEndpoint, apiKey, close } = await startEmulator();
 * const report = await runConformance({ endpoint, dashboardEndpoint, apiKey });
 * console.log(reportText(report).split('\n')[0]); // # Conformance of http://127.0.0.1:…
 * await close();
 * ```
 */
export function reportText(report: ConformanceReport): string {
  const { endpoint, mode, office, startedAt, durationMs, summary, interrupted, leftovers } = report;
  const all: CheckResult[] = [...report.assumptions, ...report.operations, ...report.behaviors];
  const differing = all.filter(({ outcome }) => outcome === 'differs');
  const where = mode === 'scratch' ? `scratch, in the office ${code(office ?? '')}` : 'read-only';
  return [
    `# Conformance of ${plain(endpoint)}`,
    '',
    `${startedAt}, ${Math.round(durationMs / 1000)} s, ${where}${interrupted ? ', interrupted' : ''}`,
    '',
    `**${summary.differs} differ**, ${summary.holds} hold, ${summary.notTried} not tried.`,
    '',
    ...(differing.length > 0 ? ['## Differences', '', ...differing.flatMap(differenceLines)] : []),
    '## Assumptions',
    '',
    '(S) is stated by the product description, (R) recorded from a reference client, (A) assumed.',
    '',
    '| | source | assumption | emulator | platform | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...report.assumptions.map(assumptionLine),
    '',
    ...section('Operations', report.operations),
    ...section('Behavior', report.behaviors),
    ...(leftovers.length > 0
      ? ['## Left in the office', '', ...leftovers.map((text) => `- ${code(text)}`), '']
      : []),
  ].join('\n');
}

function section(title: string, results: readonly CheckResult[]): string[] {
  const lines = results.map(({ name, outcome, why, notes }) => {
    const more = [...(why === undefined ? [] : [why]), ...notes].map(cell).join('; ');
    return `| ${SIGNS[outcome]} | ${code(name)} | ${more} |`;
  });
  return [`## ${title}`, '', '| | | |', '| --- | --- | --- |', ...lines, ''];
}

const SIGNS = { holds: 'holds', differs: '**differs**', 'not tried': 'not tried' } as const;

function assumptionLine({ name, mark, value, observed, outcome, why, notes }: AssumptionResult): string {
  const seen = observed === undefined ? '' : code(JSON.stringify(observed));
  const more = cell(why ?? notes.join('; '));
  return `| ${SIGNS[outcome]} | (${mark}) | ${code(name)} | ${code(JSON.stringify(value))} | ${seen} | ${more} |`;
}

function differenceLines({ name, differences }: CheckResult): string[] {
  return [
    `### ${code(name)}`,
    '',
    ...differences.flatMap(({ what, expected, observed, exchange }) => [
      `- ${code(what)}: expected ${code(expected)}, got ${code(observed)}`,
      ...(exchange ? ['', ...exchangeLines(exchange)] : []),
    ]),
    '',
  ];
}

function exchangeLines({ request, response }: RecordedExchange): string[] {
  const lines = [
    `> ${request.method} ${request.url}`,
    ...Object.entries(request.headers).map(([name, value]) => `> ${name}: ${value}`),
    ...(request.body === undefined ? [] : ['>', `> ${request.body}`]),
    `< ${response.status || 'no answer'}`,
    ...Object.entries(response.headers).map(([name, value]) => `< ${name}: ${value}`),
    ...(response.body === undefined ? [] : ['<', `< ${response.body}`]),
  ];
  // No content can end indented code.
  return [...lines.map((line) => `      ${plain(line)}`), ''];
}

/** Replaces control characters, also those that change the direction of text. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
}

/** A text in a cell of a table. */
function cell(text: string): string {
  return plain(text).replace(/[|<>[\]`*_\\]/g, '\\$&');
}

/** A text as code, shortened. */
function code(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return `\`${plain(short).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
