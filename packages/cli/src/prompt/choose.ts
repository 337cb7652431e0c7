import type { Context } from '../Context.ts';
import { Interruption } from '../errors/Interruption.ts';
import { UsageError } from '../errors/UsageError.ts';
import { escapeLine } from '../terminal/escapeControls.ts';
import { ask } from './ask.ts';

/** A choice. */
export interface Choice {
  /** Its name, which may be typed. */
  name: string;
  /** The text beside it. */
  detail: string;
  /** The value to return. Default: the name. */
  value?: string;
}

/**
 * Asks for one of several choices at the terminal: with a picker, or by number or name where the cursor cannot move.
 *
 * @throws {@link UsageError} if nothing was chosen.
 */
export async function choose(
  question: string,
  choices: readonly Choice[],
  context: Context,
): Promise<string> {
  if (hasSetRawMode(context.stdin) && context.env['TERM'] !== 'dumb') {
    return pick(question, choices, context);
  }
  const width = Math.max(...choices.map(({ name }) => name.length));
  for (const [index, { name, detail }] of choices.entries()) {
    const line = `  ${String(index + 1).padStart(2)}  ${name.padEnd(width)}  ${detail}`;
    context.stderr.write(`${escapeLine(line).trimEnd()}\n`);
  }
  for (;;) {
    const answer = (await ask(`${question} [1-${choices.length}]`, context)).trim();
    if (answer === '') throw new UsageError('nothing was chosen');
    const chosen = choices[Number(answer) - 1] ?? choices.find(({ name }) => name === answer);
    if (chosen) return chosen.value ?? chosen.name;
    context.stderr.write(`There is no ${escapeLine(answer)} in the list.\n`);
  }
}

function hasSetRawMode(stdin: Context['stdin']): boolean {
  return typeof Reflect.get(stdin, 'setRawMode') === 'function';
}

/** Lets a person pick with the arrow keys, or by typing a part of it. Ctrl-C ends the run. */
async function pick(
  question: string,
  choices: readonly Choice[],
  { stdin, stderr, signal }: Context,
): Promise<string> {
  const { autocomplete, isCancel } = await import('@clack/prompts');
  const options = choices.map(({ name, detail, value = name }) => ({
    value,
    label: escapeLine(name),
    hint: escapeLine(detail),
  }));
  const picked = await autocomplete({
    message: escapeLine(question),
    options,
    input: stdin,
    output: stderr,
    signal,
    maxItems: 10,
  });
  if (isCancel(picked)) throw signal.aborted ? signal.reason : new Interruption('sigint');
  return picked;
}
