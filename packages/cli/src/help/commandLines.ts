import type { CommandEntry } from '../dispatch/CommandEntry.ts';

/** Where the summaries begin. */
const COLUMN = 44;

/** A list of commands: what each takes, and what it does; in the line below where there is no room for it. */
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
