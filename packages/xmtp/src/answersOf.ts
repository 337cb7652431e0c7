import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import type { Answer } from './Answer.ts';
import type { AnswerLedger, GrowingAnswer } from './AnswerLedger.ts';
import { withAnySignal } from './abort.ts';
import type { Receiver } from './Receiver.ts';

/** The answers of an agent as they begin: those that grow, and messages that came as a whole. */
export async function* answersOf(
  receiver: Receiver,
  ledger: AnswerLedger,
  pollIntervalMs: number | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Answer, void, undefined> {
  const left = new AbortController();
  const looks = receiver.looks(pollIntervalMs, { signal: left.signal });
  const grown = new Set<GrowingAnswer>();
  let looking: Promise<boolean> | undefined;

  /** Whoever waits, for the next answer or for more of one, looks; several at once look together. */
  const look = async (): Promise<boolean> => {
    if (left.signal.aborted) return false;
    looking ??= withAnySignal([signal], async (ended) => {
      ended.addEventListener('abort', () => left.abort(signal?.reason));
      if (ended.aborted) left.abort(signal?.reason);
      return !(await looks.next()).done;
    }).finally(() => {
      looking = undefined;
    });
    try {
      return await looking;
    } catch (error) {
      // Whoever has left the loop hears of nothing any more.
      if (left.signal.aborted && !signal?.aborted) return false;
      throw error;
    }
  };

  /** What became of an answer was seen: it is nobody's message any more. */
  const settle = (answer: GrowingAnswer): void => {
    if (answer.message && grown.delete(answer)) receiver.drop(answer.message.id);
  };

  const next = (): GrowingAnswer | undefined => {
    for (;;) {
      const [begun] = ledger.begun;
      if (begun && begun.at <= receiver.taken) {
        ledger.begun.shift();
        // Another loop has its message already.
        if (begun.message && !receiver.has(begun.message.id)) continue;
        grown.add(begun);
        return begun;
      }
      const message = receiver.take(signal);
      if (!message) return undefined;
      const own = [...grown].find((answer) => answer.message?.id === message.id);
      if (own) grown.delete(own);
      else return whole(message);
    }
  };

  const view = (answer: GrowingAnswer): Answer => ({
    id: answer.id,
    inReplyTo: answer.inReplyTo,
    get text() {
      return answer.text;
    },
    get isGrowing() {
      return !answer.isOver && !left.signal.aborted;
    },
    async message() {
      while (!answer.isOver && (await look()));
      settle(answer);
      return answer.message;
    },
    async *[Symbol.asyncIterator]() {
      for (let at = 0; ; ) {
        const piece = answer.text.slice(at);
        at += piece.length;
        if (piece !== '') yield piece;
        else if (answer.isOver || !(await look())) break;
      }
      settle(answer);
    },
  });

  try {
    for (;;) {
      const answer = next();
      if (answer) yield view(answer);
      else if (!(await look())) return;
    }
  } finally {
    left.abort();
    await looks.return();
  }
}

function whole(message: XMTPMessage): GrowingAnswer {
  return { id: message.id, inReplyTo: undefined, text: message.content, isOver: true, message, at: 0 };
}
