import type { Answer, XMTPMessage, XMTPSession } from '@mitosislabs/xmtp';
import { addHint } from '../../errors/hints.ts';
import { type Listener, tooLate } from '../Answers.ts';
import { type Turn, turnOf } from './turnOf.ts';

/** After this much silence, in ms, the last message of the agent counts as the answer. */
const QUIET_MS = 15_000;

/** Options of {@link Questions}. */
export interface QuestionOptions {
  /** Reads the newest messages of the conversation, oldest first. */
  readonly read: (question: XMTPMessage) => Promise<readonly XMTPMessage[]>;
  /** The time limit of an answer, in seconds. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Called with the text of a streaming answer, if the answer names its question. */
  readonly onPartial?: ((text: string) => void) | undefined;
}

/** Asks one question at a time, and tells its answer from the answers to other users of the same agent. */
export class Questions implements Listener {
  readonly #session: XMTPSession;
  readonly #options: QuestionOptions;
  #heard: Heard[] = [];
  #ring = (): void => undefined;
  #questionId: string | undefined;
  #isStreaming = false;
  /** The hint for later errors: whether the question was sent. */
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
      this.#isStreaming = true;
      this.#options.onPartial?.(text);
    }
    this.#ring();
  }

  onUnfinished(): void {
    this.#isStreaming = false;
  }

  /**
   * Sends a question, and resolves with its answer. One at a time, and only while this listener receives the agent's
   * answers.
   *
   * @throws {@link CliError} if there is no answer in time.
   */
  async ask(content: string): Promise<XMTPMessage> {
    const { read, seconds, signal } = this.#options;
    const agent = this.#session.agentName;
    // Messages before the question do not answer it.
    this.#heard = [];
    this.#isStreaming = false;
    this.#questionId = undefined;
    this.#fate = 'The message may have been sent.';
    const question = await this.#session.send(content, { signal }).catch((error: unknown) => {
      // That error has its own outcome.
      this.#fate = undefined;
      throw error;
    });
    this.#fate = 'The message was sent and may still be answered.';
    this.#questionId = question?.id;
    try {
      const end = performance.now() + seconds * 1000;
      const turn = question ? await turnAmong(question, read, agent) : FIRST;
      for (let isQuiet = false; ; ) {
        const { answer, last } = answerAmong(this.#heard, turn, this.#questionId);
        if (answer) return this.#answered(answer);
        const left = end - performance.now();
        if (last && ((isQuiet && !this.#isStreaming) || left <= 0)) return this.#answered(last);
        if (left <= 0) throw tooLate(agent, seconds);
        isQuiet = await this.#silence(last ? Math.min(QUIET_MS, left) : left);
      }
    } finally {
      this.#ring = () => undefined;
    }
  }

  /** Adds a hint to an error of the connection: the question may have been sent, and repeating it may ask twice. */
  explain(error: unknown): void {
    if (this.#fate !== undefined && Reflect.has(Object(error), 'outcome')) addHint(error, this.#fate);
  }

  #answered(answer: XMTPMessage): XMTPMessage {
    this.#fate = undefined;
    return answer;
  }

  /** Resolves with whether no message comes for `ms`. */
  #silence(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(true), ms);
      // The connection keeps the process alive, not this timer.
      timer.unref();
      this.#ring = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }
}

/** A message of the agent, and the question that it names, if any. */
interface Heard {
  readonly message: XMTPMessage;
  readonly inReplyTo: Answer['inReplyTo'];
}

/** Finds the answer to the question: the one that names it, or else the next one in turn. */
function answerAmong(heard: readonly Heard[], { before, pending }: Turn, question: string | undefined) {
  const since = heard.filter(({ message }) => !before.has(message.id));
  const own = since.find(({ inReplyTo }) => inReplyTo !== undefined && inReplyTo === question);
  const untold = since.filter(({ inReplyTo }) => inReplyTo === undefined);
  const others = since.length - untold.length;
  const answer = own ?? untold[Math.max(0, pending - others)];
  return { answer: answer?.message, last: untold.at(-1)?.message };
}

const FIRST: Turn = { pending: 0, before: new Set() };

/** Finds the turn of a question. If the messages cannot be read, takes the first answer. */
async function turnAmong(question: XMTPMessage, read: QuestionOptions['read'], agent: string): Promise<Turn> {
  try {
    return turnOf(question, await read(question), agent);
  } catch {
    return FIRST;
  }
}
