import type { Context } from '../Context.ts';
import type { Answers } from './Answers.ts';
import type { Talk } from './Talk.ts';

/** Talks at a terminal, until `/quit` or Ctrl-D. Ctrl-C twice leaves too, as an interruption. */
export async function converse(talk: Talk, answers: Answers, { signal }: Context): Promise<void> {
  talk.begin();
  try {
    await answers.during(talk.over, signal);
  } finally {
    talk.end();
  }
}
