import { BrainError } from '../brain/BrainError.ts';
import type { ChatMessage } from './ask.ts';

/** The shortest cut of a question, in characters. */
const SHORTEST = 500;

/** Longer requests may be too long for the server itself. In characters. */
const LONG = 256 * 1024;

/**
 * Asks a model with as much as fits its context: if it refuses the length, retries with half of the history, and
 * without any history left, with half of the question.
 *
 * @param messages - The history, and the question as the last of it.
 * @param ask - Sends a request with the given messages.
 * @throws {@link BrainError} `brain_context` when the model cannot even read the beginning and the end of the question.
 */
export async function* askFitting(
  messages: readonly ChatMessage[],
  ask: (messages: ChatMessage[]) => AsyncIterable<string>,
): AsyncGenerator<string, void, undefined> {
  const question = messages.at(-1)?.content ?? '';
  for (let fitting = [...messages], length = question.length; ; ) {
    let hasBegun = false;
    try {
      for await (const piece of ask(fitting)) {
        hasBegun = true;
        yield piece;
      }
      return;
    } catch (error) {
      if (hasBegun || !isTooMuch(error, fitting) || (fitting.length === 1 && length <= SHORTEST)) throw error;
    }
    if (fitting.length > 1) fitting = fitting.slice(Math.ceil(fitting.length / 2));
    else {
      length = Math.floor(length / 2);
      fitting = [{ role: 'user', content: withoutMiddle(question, length) }];
    }
  }
}

/** Whether a shorter request may be answered. Some servers just drop the connection of a long one. */
function isTooMuch(error: unknown, messages: readonly ChatMessage[]): boolean {
  if (!(error instanceof BrainError)) return false;
  const length = messages.reduce((sum, { content }) => sum + content.length, 0);
  return error.code === 'brain_context' || (error.code === 'brain_unreachable' && length > LONG);
}

/** The beginning and the end of a text: the question about a long text is usually at one of them. */
function withoutMiddle(text: string, length: number): string {
  const half = Math.max(1, Math.floor(length / 2));
  const left = text.length - 2 * half;
  return `${text.slice(0, half)}\n[… ${left} characters are left out here …]\n${text.slice(-half)}`.replace(
    /\p{Surrogate}/gu,
    '\ufffd',
  );
}
