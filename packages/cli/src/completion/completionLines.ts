import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../Context.ts';
import { LOCAL_FILES } from '../command/completionScripts.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { type Candidate, complete, startingWith } from './complete.ts';

/** A press of the Tab key is answered in this time, in ms from the start of the process, unless `MI_COMPLETION_MS` is set. */
const MOST_MS = 300;
/** The time that is left to a process that has started slowly, in ms. */
const LEAST_MS = 50;
/** The part of the time that the platform may take. Then names that were kept are shown. */
const PLATFORM_SHARE = 0.9;

/**
 * Completes a command line, for a shell. Never fails and never asks: a message would stand in the middle of what is typed.
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
