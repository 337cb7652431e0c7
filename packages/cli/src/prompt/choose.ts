import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { ask } from './ask.ts';

/** A choice. */
export interface Choice {
  /** The value, which may be typed. */
  name: string;
  /** The text beside it. */
  detail: string;
}

/**
 * Asks for one of several choices at the terminal, by number or name.
 *
 * @throws {@link UsageError} if nothing was chosen.
 */
export async function choose(
  question: string,
  choices: readonly Choice[],
  context: Context,
): Promise<string> {
  const width = Math.max(...choices.map(({ name }) => name.length));
  for (const [index, { name, detail }] of choices.entries()) {
    const line = `  ${String(index + 1).padStart(2)}  ${name.padEnd(width)}  ${detail}`;
    context.stderr.write(`${escapeLine(line).trimEnd()}\n`);
  }
  for (;;) {
    const answer = (await ask(`${question} [1-${choices.length}]`, context)).trim();
    if (answer === '') throw new UsageError('nothing was chosen');
    const chosen = choices[Number(answer) - 1] ?? choices.find(({ name }) => name === answer);
    if (chosen) return chosen.name;
    context.stderr.write(`There is no ${escapeLine(answer)} in the list.\n`);
  }
}
