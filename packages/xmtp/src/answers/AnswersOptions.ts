import type { OptionNames } from '@mitosislabs/auth/errors';
import { signalOnly } from '../async/abort.ts';

/** Options for reading streamed answers. */
export interface AnswersOptions {
  /** Ends the loop, and every wait for more of an answer, with an error. */
  signal?: AbortSignal | undefined;
  /**
   * How long an answer may go without a new piece before it is given up, in ms: its agent may have died. Checked at
   * each poll; while the server cannot be reached, no answer is given up. If its message comes after all, it is a new
   * answer. Default: 300,000.
   */
  idleTimeoutMs?: number | undefined;
}

/** The names of {@link AnswersOptions}. */
export const answersOptions: OptionNames<AnswersOptions> = { ...signalOnly, idleTimeoutMs: true };
