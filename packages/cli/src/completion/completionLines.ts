import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../Context.ts';
import { LOCAL_FILES } from '../command/completionScripts.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { type Candidate, complete, startingWith } from './complete.ts';

/** The time limit of a completion, in ms from the start of the process. `MI_COMPLETION_MS` overrides it. */
const MOST_MS = 300;
/** The least time for a completion, even after a slow start, in ms. */
const LEAST_MS = 50;
/** The share of the time for the platform. After that, cached names are shown. */
const PLATFORM_SHARE = 0.9;

/**
 * Completes a command line, for a shell. Never fails and never prompts: a message would garble the typed line.
 *
 * @param words - The words after `mi`. The last one is the word at the cursor.
 * @returns the candidates that are known in time, a line each.
 */
export async function completionLines(words: readonly string[], context: Context): Promise<string[]> {
  const most = Number(context.env['MI_COMPLETION_MS']) || MOST_MS;
  const leftMs = Math.max(most - performance.now(), LEAST_MS);
  const lines: string[] = [];
  context.noInput = true;
  await Promise.race([
    collect(lines, words, context, leftMs * PLATFORM_SHARE).catch(() => undefined),
    sleep(leftMs, undefined, { ref: false }),
  ]);
  return lines;
}

/** Adds the candidates to `lines`: first those that need no request. */
async function collect(
  lines: string[],
  words: readonly string[],
  context: Context,
  leftMs: number,
): Promise<void> {
  const completion = await complete(words);
  lines.push(...completion.candidates.map(lineOf));
  if (completion.kinds.includes('path')) lines.push(LOCAL_FILES);
  for (const kind of completion.kinds) {
    if (kind === 'path') continue;
    const { liveNames } = await import('./liveNames.ts');
    const names = await liveNames(kind, completion, context, leftMs).catch(() => []);
    lines.push(...startingWith(words.at(-1) ?? '', names).map(lineOf));
  }
}

/** Formats a candidate on one line, whatever the platform has sent. */
function lineOf({ value, description = '' }: Candidate): string {
  const text = escapeLine(description).replaceAll('\t', ' ').slice(0, 60);
  return text === '' ? escapeLine(value) : `${escapeLine(value)}\t${text}`;
}
