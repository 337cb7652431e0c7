import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { onAbort } from '@mitosislabs/auth/async';
import { traced } from '@mitosislabs/auth/errors';
import { abortableIterator } from '@mitosislabs/transport/abortableIterator';
import { untilAborted } from '../async/abort.ts';
import type { Receiver } from '../receive/Receiver.ts';
import type { Answer } from './Answer.ts';
import type { AnswerLedger, StreamedAnswer } from './AnswerLedger.ts';
import type { AnswersOptions } from './AnswersOptions.ts';

/** How long an answer may go without a new piece: longer than any model pauses in the middle of a sentence. In ms. */
const SILENCE_MS = 300_000;

/** The messages of answers that were not streamed. */
const wholes = new WeakMap<Answer, XMTPMessage>();

/**
 * Puts back the message of an answer that came after the loop was left. A streamed answer has already put back its
 * own.
 */
export function giveBackAnswer(receiver: Receiver, answer: Answer, index: number): void {
  const message = wholes.get(answer);
  if (message) receiver.giveBack([message], index);
}

/** One loop over the answers of an agent. */
export class AnswerLoop {
  readonly #receiver: Receiver;
  readonly #ledger: AnswerLedger;
  readonly #caller: AbortSignal | undefined;
  readonly #idleTimeoutMs: number;
  readonly #leaving: AbortSignal;
  /** Fires when the loop is left. */
  readonly #left = new AbortController();
  readonly #polls: AsyncGenerator<undefined, void, undefined>;
  /** The answers that this loop has taken and not yet seen end. */
  readonly #held = new Set<StreamedAnswer>();
  #polling: Promise<boolean> | undefined;

  /** @param leaving - Fires when the loop is left during a wait, and with the caller's signal. */
  constructor(
    receiver: Receiver,
    ledger: AnswerLedger,
    pollIntervalMs: number | undefined,
    { signal, idleTimeoutMs = SILENCE_MS }: AnswersOptions,
    leaving: AbortSignal,
  ) {
    this.#receiver = receiver;
    this.#ledger = ledger;
    this.#caller = signal;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#leaving = leaving;
    this.#polls = receiver.polls(pollIntervalMs, { signal: this.#left.signal });
  }

  /** Yields the answers as they begin: streamed ones, and complete messages. */
  async *answers(): AsyncGenerator<Answer, void, undefined> {
    try {
      for (;;) {
        const answer = this.#next();
        if (answer) yield answer;
        else if (!(await this.#poll())) return;
      }
    } finally {
      this.#left.abort();
      for (const answer of this.#held) answer.isTaken = false;
      this.#receiver.giveBack([...this.#held].flatMap(({ message }) => message ?? []));
      await this.#polls.return();
    }
  }

  /** Polls for the next answer or the next piece. Concurrent callers share one poll. Returns `false` after the end. */
  async #poll(): Promise<boolean> {
    const left = this.#left.signal;
    if (left.aborted) return false;
    this.#polling ??= this.#pollUntilLeft().finally(() => {
      this.#polling = undefined;
    });
    try {
      return await this.#polling;
    } catch (error) {
      // After the loop was left, its errors are ignored.
      if (left.aborted && !this.#caller?.aborted) return false;
      throw error;
    }
  }

  async #pollUntilLeft(): Promise<boolean> {
    const leaving = this.#leaving;
    const leave = (): void => this.#left.abort(leaving.reason);
    if (leaving.aborted) leave();
    const release = onAbort(leaving, leave);
    try {
      return !(await this.#polls.next()).done;
    } finally {
      release();
    }
  }

  #next(): Answer | undefined {
    // A request for the next answer settles the earlier ones.
    for (const answer of this.#held) this.#settle(answer);
    const streamed = this.#nextStreamed();
    if (streamed) return this.#view(streamed);
    const message = this.#receiver.take(this.#leaving);
    if (!message) return undefined;
    const answer = this.#view(completed(message));
    wholes.set(answer, message);
    return answer;
  }

  #nextStreamed(): StreamedAnswer | undefined {
    const { begun } = this.#ledger;
    for (let [answer] = begun; answer && answer.at <= this.#receiver.taken; [answer] = begun) {
      begun.shift();
      // Another loop already has its message.
      if (answer.message && !this.#receiver.drop(answer.message.id)) continue;
      answer.isTaken = true;
      this.#held.add(answer);
      return answer;
    }
    return undefined;
  }

  /** Whether the answer is over. Gives it up when no piece came in time before the last poll. */
  #isOver(answer: StreamedAnswer): boolean {
    const silence = this.#receiver.polledAt - answer.grownAt;
    if (!answer.isOver && silence > this.#idleTimeoutMs) this.#ledger.giveUp(answer);
    return answer.isOver;
  }

  #settle(answer: StreamedAnswer): void {
    if (this.#isOver(answer)) this.#held.delete(answer);
  }

  #view(answer: StreamedAnswer): Answer {
    const isDone = (): boolean => this.#isOver(answer) || this.#left.signal.aborted;
    return {
      id: answer.id,
      inReplyTo: answer.inReplyTo,
      get text() {
        return answer.text;
      },
      get step() {
        return answer.step;
      },
      get done() {
        return isDone();
      },
      message: () => traced(this.#messageOf(answer), new Error()),
      [Symbol.asyncIterator]: () => abortableIterator((gone) => this.#pieces(answer, gone)),
    };
  }

  async #messageOf(answer: StreamedAnswer): Promise<XMTPMessage | undefined> {
    while (!this.#isOver(answer) && (await this.#poll()));
    this.#settle(answer);
    return answer.isTaken ? answer.message : undefined;
  }

  async *#pieces(answer: StreamedAnswer, gone: AbortSignal): AsyncGenerator<string, void, undefined> {
    let step: string | undefined;
    for (let at = 0; ; ) {
      const piece = answer.text.slice(at);
      at += piece.length;
      const isNewStep = answer.step !== undefined && answer.step !== step;
      step = answer.step;
      if (piece !== '' || isNewStep) yield piece;
      else if (this.#isOver(answer) || !(await untilAborted(this.#poll(), gone))) break;
    }
    this.#settle(answer);
  }
}

/** A message as an answer that has not been streamed. */
function completed(message: XMTPMessage): StreamedAnswer {
  return {
    id: message.id,
    inReplyTo: undefined,
    text: message.content,
    step: undefined,
    isOver: true,
    isTaken: true,
    message,
    at: 0,
    grownAt: 0,
  };
}
