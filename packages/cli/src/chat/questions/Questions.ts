import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { addHint } from '../../errors/addedHints.ts';
import { type Listener, tooLate } from '../Answers.ts';
import { type Turn, turnOf } from './turnOf.ts';

/** When the agent has said something since, and then nothing for so long, that was the answer. In ms. */
const QUIET_MS = 15_000;

/** How questions are asked. */
export interface QuestionOptions {
  /** Reads the newest messages of the conversation, the oldest first. */
  readonly read: (question: XMTPMessage) => Promise<readonly XMTPMessage[]>;
  /** How long an answer may take. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Told whenever there is more of the answer, where it is known to be the one, and not whole yet. */
  readonly onGrow?: ((text: string) => void) | undefined;
}

/** Asks one question after the other, and tells the answers from those to what others ask the same agent. */
export class Questions implements Listener {
  readonly #session: XMTPSession;
  readonly #options: QuestionOptions;
  #heard: Heard[] = [];
  #ring = (): void => undefined;
  #questionId: string | undefined;
  #isGrowing = false;
  /** What has become of the question, when something else fails. */
  #fate: string | undefined;

  constructor(session: XMTPSession, options: QuestionOptions) {
    this.#session = session;
    this.#options = options;
  }

  onAnswer(message: XMTPMessage, { inReplyTo }: Answer): void {
    this.#heard.push({ message, inReplyTo });
    this.#ring();
  }

  onPartial({ inReplyTo, text }: Answer): void {
    if (inReplyTo !== undefined && inReplyTo === this.#questionId) {
      this.#isGrowing = true;
      this.#options.onGrow?.(text);
    }
    this.#ring();
  }

  onUnfinished(): void {
    this.#isGrowing = false;
  }

  /**
   * Sends a question, and resolves with its answer. One at a time, and only while somebody tells this listener what the
   * agent says.
   *
   * @throws {@link CliError} when the agent says nothing in time.
   */
  async ask(content: string): Promise<XMTPMessage> {
    const { read, seconds, signal } = this.#options;
    const agent = this.#session.agentName;
    // What came before the question is no answer to it.
    this.#heard = [];
    this.#isGrowing = false;
    this.#questionId = undefined;
    this.#fate = 'The message may have been sent.';
    const question = await this.#session.send(content, { signal }).catch((error: unknown) => {
      // That error says what has become of it.
      this.#fate = undefined;
      throw error;
    });
    this.#fate = 'The message was sent, and may be answered all the same.';
    this.#questionId = question?.id;
    try {
      const end = performance.now() + seconds * 1000;
      const turn = question ? await turnAmong(question, read, agent) : FIRST;
      for (let isQuiet = false; ; ) {
        const { answer, last } = answerAmong(this.#heard, turn, this.#questionId);
        if (answer) return this.#answered(answer);
        const left = end - performance.now();
        if (last && ((isQuiet && !this.#isGrowing) || left <= 0)) return this.#answered(last);
        if (left <= 0) throw tooLate(agent, seconds);
        isQuiet = await this.#silence(last ? Math.min(QUIET_MS, left) : left);
      }
    } finally {
      this.#ring = () => undefined;
    }
  }

  /** Adds to an error of the connection what has become of the question: whoever asks again would ask twice. */
  explain(error: unknown): void {
    if (this.#fate !== undefined && Reflect.has(Object(error), 'outcome')) addHint(error, this.#fate);
  }

  #answered(answer: XMTPMessage): XMTPMessage {
    this.#fate = undefined;
    return answer;
  }

  /** Whether nothing is heard for so long, in ms. */
  #silence(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      // Listening keeps the process alive as long as there is a point in it.
      timer.unref();
      this.#ring = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }
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
async function turnAmong(question: XMTPMessage, read: QuestionOptions['read'], agent: string): Promise<Turn> {
  try {
    return turnOf(question, await read(question), agent);
  } catch {
    return FIRST;
  }
}
