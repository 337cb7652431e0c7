import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { SeenMessages } from '../receive/SeenMessages.ts';
import type { AnswerPart } from './answerPart.ts';

/** How many answers may grow at once, and how many are kept for whoever asks for them. */
const MOST = 16;
/** How many pieces may wait for one before them. */
const MOST_WAITING = 1_000;
/** More than that is not gathered: the whole comes in any case. In UTF-16 units. */
const LONGEST = 4 * 1024 * 1024;
/** How many answers are remembered that do not grow any more. */
const REMEMBERED = 200;
/** A piece may be so much later than the message that holds it. In ms. */
const LATE_MS = 10_000;

/** An answer that grows, or has grown. */
export interface GrowingAnswer {
  readonly id: string;
  readonly inReplyTo: string | undefined;
  /** All pieces so far that follow each other; the whole at the end. */
  text: string;
  isOver: boolean;
  /** What it became. */
  message: XMTPMessage | undefined;
  /** Whether a loop has it: then its message is nobody else's. */
  isTaken: boolean;
  /** How many messages were received before it could be seen. */
  at: number;
  /** When the last piece of it came, by `performance.now()`. */
  grownAt: number;
}

/** One that grows, and the pieces of it that came too soon. */
interface Growth {
  readonly answer: GrowingAnswer;
  readonly waiting: Map<number, string>;
  next: number;
  /** How long all of it is, with what waits. */
  size: number;
  isSeen: boolean;
}

/** How frames begin, of whoever's session. */
const FRAME = /^\s*\{\s*"type"\s*:\s*"__[A-Z_]+__"/;

/** Knows which answers of an agent grow, and which messages they became. */
export class AnswerLedger {
  /** Answers that nobody has taken yet, in order. */
  readonly begun: GrowingAnswer[] = [];
  #growths: Growth[] = [];
  readonly #over = new SeenMessages(REMEMBERED);
  /** The last message that stands in no growing answer's place: pieces of its own may come late. */
  #plain: { content: string; at: number } | undefined;

  /**
   * Takes a piece, in any order.
   *
   * @param received - How many messages were received before it.
   */
  part({ answerId: id, inReplyTo, seq, text }: AnswerPart, received: number): void {
    if (this.#over.has(id)) return;
    let growth = this.#growths.find(({ answer }) => answer.id === id);
    if (!growth) {
      const answer = {
        id,
        inReplyTo,
        text: '',
        isOver: false,
        isTaken: false,
        message: undefined,
        at: received,
        grownAt: 0,
      };
      growth = { answer, waiting: new Map(), next: 0, size: 0, isSeen: false };
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
    waiting.set(seq, text);
    for (let next = waiting.get(growth.next); next !== undefined; next = waiting.get(growth.next)) {
      waiting.delete(growth.next++);
      answer.text += next;
    }
    if (growth.isSeen || answer.text === '' || this.#isLate(answer.text)) return;
    growth.isSeen = true;
    answer.at = received;
    this.begun.push(answer);
    if (this.begun.length > MOST) this.begun.shift();
  }

  /**
   * Takes a message that is no piece: the newest answer that it begins with has become it, others came to nothing. Returns
   * whether a loop has that answer.
   */
  message(message: XMTPMessage): boolean {
    const { content } = message;
    const possible = this.#growths.filter(({ answer }) => content.startsWith(answer.text));
    const growth = possible.filter(({ answer }) => answer.text !== '').at(-1) ?? possible.at(-1);
    // What belongs to somebody else's session says nothing of ours.
    if (!growth?.answer.text && FRAME.test(content)) return false;
    const until = growth ? this.#growths.indexOf(growth) : undefined;
    for (const other of this.#growths.slice(0, until)) this.#end(other);
    this.#plain = growth?.isSeen ? undefined : { content, at: performance.now() };
    if (!growth) return false;
    growth.answer.text = content;
    growth.answer.message = message;
    this.#end(growth);
    return growth.answer.isTaken;
  }

  /** It came to nothing: nothing more of it is taken, and its message is one like any other. */
  giveUp(answer: GrowingAnswer): void {
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
