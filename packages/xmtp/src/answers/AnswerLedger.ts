import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { AnswerPart } from '../protocol/answerPart.ts';
import { SeenMessages } from '../receive/SeenMessages.ts';

/** How many answers may stream at once, and how many started ones wait for a loop to take them. */
const MOST = 16;
/** How many pieces may wait for an earlier one. */
const MOST_WAITING = 1_000;
/** The longest answer that is assembled from pieces; its complete message comes anyway. In UTF-16 units. */
const LONGEST = 4 * 1024 * 1024;
/** How many finished answers are remembered. */
const REMEMBERED = 200;
/** How long after the whole message a piece of it may still arrive. In ms. */
const LATE_MS = 10_000;

/** A streamed answer, complete or not. */
export interface StreamedAnswer {
  readonly id: string;
  readonly inReplyTo: string | undefined;
  /** The pieces received without a gap; the whole message at the end. */
  text: string;
  /** The agent's current step, if no text came after it. */
  step: string | undefined;
  isOver: boolean;
  /** The message that completed it. */
  message: XMTPMessage | undefined;
  /** Whether a loop has taken it: its message then goes to that loop only. */
  isTaken: boolean;
  /** How many messages were received before it could be seen. */
  at: number;
  /** When its last piece came, by `performance.now()`. */
  grownAt: number;
}

/** A streamed answer, and its pieces that arrived ahead of an earlier one. */
interface Growth {
  readonly answer: StreamedAnswer;
  readonly waiting: Map<number, string>;
  next: number;
  /** The position of the last step. */
  stepAt: number;
  /** The length of all its pieces, including those that wait. */
  size: number;
  isSeen: boolean;
}

/** The beginning of a control frame, of any session. */
const FRAME = /^\s*\{\s*"type"\s*:\s*"__[A-Z_]+__"/;

/** Tracks the streamed answers of an agent, and their complete messages. */
export class AnswerLedger {
  /** Answers that no loop has taken yet, in order. */
  readonly begun: StreamedAnswer[] = [];
  #growths: Growth[] = [];
  readonly #over = new SeenMessages(REMEMBERED);
  /** The last message that completed no visible answer: its pieces may still arrive late. */
  #plain: { content: string; at: number } | undefined;

  /**
   * Takes a piece, in any order.
   *
   * @param received - How many messages were received before it.
   */
  part({ answerId: id, inReplyTo, seq, text, step }: AnswerPart, received: number): void {
    if (this.#over.has(id)) return;
    let growth = this.#growths.find(({ answer }) => answer.id === id);
    if (!growth) {
      const answer = {
        id,
        inReplyTo,
        text: '',
        step: undefined,
        isOver: false,
        isTaken: false,
        message: undefined,
        at: received,
        grownAt: 0,
      };
      growth = { answer, waiting: new Map(), next: 0, stepAt: -1, size: 0, isSeen: false };
      this.#growths.push(growth);
      if (this.#growths.length > MOST) this.#end(this.#growths[0]);
    }
    const { answer, waiting } = growth;
    answer.grownAt = performance.now();
    if (seq < growth.next || waiting.has(seq) || waiting.size >= MOST_WAITING) return;
    growth.size += text.length;
    if (growth.size > LONGEST) {
      growth.next = Number.POSITIVE_INFINITY;
      waiting.clear();
      return;
    }
    if (step !== undefined && seq > growth.stepAt) {
      growth.stepAt = seq;
      answer.step = step;
    }
    waiting.set(seq, text);
    for (let next = waiting.get(growth.next); next !== undefined; next = waiting.get(growth.next)) {
      if (next !== '' && growth.next > growth.stepAt) answer.step = undefined;
      waiting.delete(growth.next++);
      answer.text += next;
    }
    if (growth.isSeen || (answer.text === '' ? answer.step === undefined : this.#isLate(answer.text))) return;
    growth.isSeen = true;
    answer.at = received;
    this.begun.push(answer);
    if (this.begun.length > MOST) this.begun.shift();
  }

  /**
   * Takes a message that is not a piece. It completes the newest streamed answer that it begins with; older answers are
   * given up. Returns whether a loop has taken the completed answer.
   */
  message(message: XMTPMessage): boolean {
    const { content } = message;
    const possible = this.#growths.filter(({ answer }) => content.startsWith(answer.text));
    const growth = possible.filter(({ answer }) => answer.text !== '').at(-1) ?? possible.at(-1);
    // A frame of another session does not affect our answers.
    if (!growth?.answer.text && FRAME.test(content)) return false;
    const until = growth ? this.#growths.indexOf(growth) : undefined;
    for (const other of this.#growths.slice(0, until)) this.#end(other);
    this.#plain = growth?.isSeen ? undefined : { content, at: performance.now() };
    if (!growth) return false;
    growth.answer.text = content;
    growth.answer.step = undefined;
    growth.answer.message = message;
    this.#end(growth);
    return growth.answer.isTaken;
  }

  /** Gives an answer up: ignores further pieces, and treats its message like any other. */
  giveUp(answer: StreamedAnswer): void {
    this.#end(this.#growths.find((growth) => growth.answer === answer));
  }

  #end(growth: Growth | undefined): void {
    if (!growth) return;
    growth.answer.isOver = true;
    this.#over.add(growth.answer.id, 0);
    this.#growths = this.#growths.filter((other) => other !== growth);
  }

  #isLate(text: string): boolean {
    const plain = this.#plain;
    return plain !== undefined && performance.now() - plain.at < LATE_MS && plain.content.startsWith(text);
  }
}
