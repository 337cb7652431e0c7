import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { addHint } from '../errors/addedHints.ts';
import { Answers, tooLate } from './Answers.ts';
import { type Turn, turnOf } from './turnOf.ts';

/** When the agent has said something since, and then nothing for so long, that was the answer. In ms. */
const QUIET_MS = 15_000;

/** How a question is asked. */
export interface AskOptions {
  /** Reads the newest messages of the conversation, the oldest first. */
  readonly read: (question: XMTPMessage) => Promise<readonly XMTPMessage[]>;
  /** How long the answer may take. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Told whenever there is more of the answer, where it is known to be the one, and not whole yet. */
  readonly grow?: ((text: string) => void) | undefined;
}

/**
 * Sends a question, and resolves with its answer: when others have asked the same agent before, not with theirs.
 *
 * @throws {@link CliError} when the agent says nothing in time.
 */
export async function ask(session: XMTPSession, content: string, options: AskOptions): Promise<XMTPMessage> {
  const { read, seconds, signal, grow } = options;
  // What came before the question is no answer to it.
  await session.receive({ signal });
  const heard: Heard[] = [];
  let ring = (): void => undefined;
  let questionId: string | undefined;
  let fate: string | undefined;
  let isGrowing = false;
  const answers = new Answers(session, {
    show: (message, { inReplyTo }) => {
      heard.push({ message, inReplyTo });
      ring();
    },
    grow: ({ inReplyTo, text }) => {
      if (inReplyTo !== undefined && inReplyTo === questionId) {
        isGrowing = true;
        grow?.(text);
      }
      ring();
    },
    lose: () => {
      isGrowing = false;
    },
  });
  const work = async (): Promise<XMTPMessage> => {
    fate = 'The message may have been sent.';
    const question = await session.send(content, { signal }).catch((error: unknown) => {
      // That error says what has become of it.
      fate = undefined;
      throw error;
    });
    fate = 'The message was sent, and may be answered all the same.';
    questionId = question?.id;
    const end = performance.now() + seconds * 1000;
    const turn = question ? await turnAmong(question, read, session.agentName) : FIRST;
    for (let isQuiet = false; ; ) {
      const { answer, last } = answerAmong(heard, turn, questionId);
      if (answer) return answer;
      const left = end - performance.now();
      if (last && ((isQuiet && !isGrowing) || left <= 0)) return last;
      if (left <= 0) throw tooLate(session.agentName, seconds);
      const wait = last ? Math.min(QUIET_MS, left) : left;
      isQuiet = await new Promise((resolve) => {
        const timer = setTimeout(() => resolve(true), wait);
        // Listening keeps the process alive as long as there is a point in it.
        timer.unref();
        ring = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
    }
  };
  return answers.during(work(), signal).catch((error: unknown) => {
    // Whoever asks again would ask twice.
    if (fate !== undefined && Reflect.has(Object(error), 'outcome')) addHint(error, fate);
    throw error;
  });
}

/** A message of the agent, and what it answers, if the agent says so. */
interface Heard {
  readonly message: XMTPMessage;
  readonly inReplyTo: Answer['inReplyTo'];
}

/** The answer to one's own question: the one that says so, or else the one whose turn it is. */
function answerAmong(heard: readonly Heard[], { before, pending }: Turn, question: string | undefined) {
  const since = heard.filter(({ message }) => !before.has(message.id));
  const own = since.find(({ inReplyTo }) => inReplyTo !== undefined && inReplyTo === question);
  const untold = since.filter(({ inReplyTo }) => inReplyTo === undefined);
  const others = since.length - untold.length;
  const answer = own ?? untold[Math.max(0, pending - others)];
  return { answer: answer?.message, last: untold.at(-1)?.message };
}

const FIRST: Turn = { pending: 0, before: new Set() };

/** Without the list, the first answer is the best that can be had. */
async function turnAmong(question: XMTPMessage, read: AskOptions['read'], agent: string): Promise<Turn> {
  try {
    return turnOf(question, await read(question), agent);
  } catch {
    return FIRST;
  }
}
