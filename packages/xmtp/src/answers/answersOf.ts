import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { traced } from '@mitosislabs/auth/errors';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { untilAborted, withAnySignal } from '../async/abort.ts';
import type { Receiver } from '../receive/Receiver.ts';
import type { Answer } from './Answer.ts';
import type { AnswerLedger, StreamedAnswer } from './AnswerLedger.ts';
import type { AnswersOptions } from './AnswersOptions.ts';

/** How long an answer may take to grow: longer than any model thinks in the middle of a sentence. In ms. */
const SILENCE_MS = 300_000;

/** The messages of answers that were not streamed. */
const wholes = new WeakMap<Answer, XMTPMessage>();

/**
 * Puts back the message of an answer that came after the loop was left; a streamed answer has put its own
 * back.
 */
export function giveBackAnswer(receiver: Receiver, answer: Answer, index: number): void {
  const message = wholes.get(answer);
  if (message) receiver.giveBack([message], index);
}

/**
 * Yields the answers of an agent as they begin: streamed ones, and complete messages.
 *
 * @param leaving - Fires when the loop is left during a wait, and with the caller's signal.
 */
export async function* answersOf(
  receiver: Receiver,
  ledger: AnswerLedger,
  pollIntervalMs: number | undefined,
  { signal: caller, idleTimeoutMs = SILENCE_MS }: AnswersOptions,
  leaving: AbortSignal,
): AsyncGenerator<Answer, void, undefined> {
  const left = new AbortController();
  const polls = receiver.polls(pollIntervalMs, { signal: left.signal });
  /** The answers that this loop has taken and not yet seen end. */
  const held = new Set<StreamedAnswer>();
  let polling: Promise<boolean> | undefined;

  /** Polls for the next answer or the next piece. Concurrent callers share one poll. */
  const poll = async (): Promise<boolean> => {
    if (left.signal.aborted) return false;
    polling ??= withAnySignal([leaving], async (ended) => {
      ended.addEventListener('abort', () => left.abort(leaving.reason));
      if (ended.aborted) left.abort(leaving.reason);
      return !(await polls.next()).done;
    }).finally(() => {
      polling = undefined;
    });
    try {
      return await polling;
    } catch (error) {
      // After the loop was left, its errors are ignored.
      if (left.signal.aborted && !caller?.aborted) return false;
      throw error;
    }
  };

  /** Whether the answer is over. Gives it up when no piece came in time before the last poll. */
  const isOver = (answer: StreamedAnswer): boolean => {
    if (!answer.isOver && receiver.polledAt - answer.grownAt > idleTimeoutMs) ledger.giveUp(answer);
    return answer.isOver;
  };

  const settle = (answer: StreamedAnswer): void => {
    if (isOver(answer)) held.delete(answer);
  };

  const next = (): StreamedAnswer | undefined => {
    // A request for the next answer settles the earlier ones.
    held.forEach(settle);
    for (let [begun] = ledger.begun; begun && begun.at <= receiver.taken; [begun] = ledger.begun) {
      ledger.begun.shift();
      // Another loop has its message already.
      if (begun.message && !receiver.drop(begun.message.id)) continue;
      begun.isTaken = true;
      held.add(begun);
      return begun;
    }
    const message = receiver.take(leaving);
    return message && whole(message);
  };

  const messageOf = async (answer: StreamedAnswer): Promise<XMTPMessage | undefined> => {
    while (!isOver(answer) && (await poll()));
    settle(answer);
    return answer.isTaken ? answer.message : undefined;
  };

  const view = (answer: StreamedAnswer): Answer => ({
    id: answer.id,
    inReplyTo: answer.inReplyTo,
    get text() {
      return answer.text;
    },
    get done() {
      return isOver(answer) || left.signal.aborted;
    },
    message: () => traced(messageOf(answer), new Error()),
    [Symbol.asyncIterator]: () => abortableIterator((gone) => pieces(answer, gone)),
  });

  async function* pieces(answer: StreamedAnswer, gone: AbortSignal): AsyncGenerator<string, void, undefined> {
    for (let at = 0; ; ) {
      const piece = answer.text.slice(at);
      at += piece.length;
      if (piece !== '') yield piece;
      else if (isOver(answer) || !(await untilAborted(poll(), gone))) break;
    }
    settle(answer);
  }

  const viewOf = (answer: StreamedAnswer): Answer => {
    const shown = view(answer);
    if (!held.has(answer) && answer.message) wholes.set(shown, answer.message);
    return shown;
  };

  try {
    for (;;) {
      const answer = next();
      if (answer) yield viewOf(answer);
      else if (!(await poll())) return;
    }
  } finally {
    left.abort();
    for (const answer of held) answer.isTaken = false;
    receiver.giveBack([...held].flatMap(({ message }) => message ?? []));
    await polls.return();
  }
}

function whole(message: XMTPMessage): StreamedAnswer {
  return {
    id: message.id,
    inReplyTo: undefined,
    text: message.content,
    isOver: true,
    isTaken: true,
    message,
    at: 0,
    grownAt: 0,
  };
}
