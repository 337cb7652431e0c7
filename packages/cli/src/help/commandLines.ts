import type { CommandEntry } from '../dispatch/CommandEntry.ts';

/** The column where the summaries start. */
const COLUMN = 44;

/** Lists commands with their arguments and summaries; long ones have their summary on the next line. */
export function commandLines(entries: readonly CommandEntry[]): string {
  let before: string | undefined;
  const lines: string[] = [];
  for (const { path, synopsis, summary } of entries) {
    const topic = path.includes(' ') ? path.slice(0, path.indexOf(' ')) : '';
    if (before !== undefined && topic !== before) lines.push('');
    before = topic;
    const line = `  ${path} ${synopsis}`.trimEnd();
    if (line.length < COLUMN - 1) lines.push(line.padEnd(COLUMN) + summary);
    else lines.push(line, ' '.repeat(COLUMN) + summary);
  }
  return lines.join('\n');
}
