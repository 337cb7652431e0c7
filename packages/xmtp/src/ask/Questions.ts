import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { onAbort } from '@mitosislabs/auth/async';
import type { TransportLike } from '@mitosislabs/transport';
import type { Answer } from '../answers/Answer.ts';
import { abortedError } from '../async/abort.ts';
import { SessionError } from '../errors/SessionError.ts';
import { Conversation } from '../receive/Conversation.ts';
import { PageOrder } from '../receive/PageOrder.ts';
import { routesOf, senderOf, type XMTPRoutes } from '../receive/XMTPRoutes.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';
import type { AnswerListener } from './Answers.ts';
import { type Turn, turnOf } from './turnOf.ts';

/** How many of the newest messages are read to find the turn of a question, which is one of the last. */
const PAGE = 50;

/** Options of {@link Questions}. */
export interface QuestionOptions {
  /** How long an answer may take, in ms. */
  readonly timeoutMs: number;
  /** Stops waiting for the answer. */
  readonly signal: AbortSignal;
  /**
   * Called with the text so far of a streaming answer, if the answer names its question, and with the agent's current
   * step.
   */
  readonly onPartial?: ((text: string, step: string | undefined) => void) | undefined;
  /** Called when the question is stored, with its message, if the server shows it. */
  readonly onSent?: ((question: XMTPMessage | undefined) => void) | undefined;
}

/**
 * Asks one question at a time, and distinguishes its answer from those to other users of the agent. `ask()` asks a single
 * question.
 *
 * @example
 * ```ts
 * import { Transport } from '@mitosislabs/transport';
 * import type { XMTPSession } from '@mitosislabs/xmtp';
 * import { Answers, Questions } from '@mitosislabs/xmtp/ask';
 *
 * const transport = new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
 *
 * async function interview(session: XMTPSession, signal: AbortSignal): Promise<void> {
 *   const questions = new Questions(transport, session, { timeoutMs: 60_000, signal });
 *   const work = async () => {
 *     for (const text of ['What is new?', 'And what comes next?']) {
 *       console.log((await questions.ask(text)).content);
 *     }
 *   };
 *   await new Answers(session, questions).during(work(), signal);
 * }
 * ```
 */
export class Questions implements AnswerListener {
  readonly #api: XMTPRoutes | TransportLike;
  readonly #session: XMTPSession;
  readonly #options: QuestionOptions;
  #heard: Heard[] = [];
  #ring = (): void => undefined;
  #questionId: string | undefined;
  #open: 'sending' | 'sent' | undefined;
  #isClosed = false;

  /**
   * @param api - A `Transport`, or the calls that read conversations: `XMTPAPI`.
   * @param session - The session with the agent.
   * @param options - The time limit of each answer, a signal, and callbacks.
   */
  constructor(api: XMTPRoutes | TransportLike, session: XMTPSession, options: QuestionOptions) {
    this.#api = api;
    this.#session = session;
    this.#options = options;
  }

  /** The state of a question without an answer. Repeating one that is `sending` or `sent` may ask twice. */
  get open(): 'sending' | 'sent' | undefined {
    return this.#open;
  }

  /** Takes an answer. Called by {@link Answers}. */
  onAnswer(message: XMTPMessage, { inReplyTo }: Answer): void {
    this.#heard.push({ message, inReplyTo });
    this.#ring();
  }

  /** Takes the text so far of an answer. Called by {@link Answers}. */
  onPartial({ inReplyTo, text, step }: Answer): void {
    if (inReplyTo !== undefined && inReplyTo === this.#questionId) this.#options.onPartial?.(text, step);
  }

  /** Ends the wait for an answer: the session is closed. Called by {@link Answers}. */
  onEnd(): void {
    this.#isClosed = true;
    this.#ring();
  }

  /**
   * Sends a question, and resolves with its answer. One at a time, and only while this listener receives the agent's
   * answers.
   *
   * @param content - The question.
   * @returns the message that answers it.
   * @throws {@link OS1Error} when the question cannot be sent.
   * @throws {@link SessionError} `answer_timeout` when there is no answer in time; `aborted` or `session_closed`.
   */
  async ask(content: string): Promise<XMTPMessage> {
    const { timeoutMs, signal, onSent } = this.#options;
    // Messages before the question do not answer it.
    this.#heard = [];
    this.#questionId = undefined;
    this.#open = 'sending';
    const question = await this.#session.send(content, { signal }).catch((error: unknown) => {
      // The error has its own outcome.
      this.#open = undefined;
      throw error;
    });
    this.#open = 'sent';
    this.#questionId = question?.id;
    onSent?.(question);
    const release = onAbort(signal, () => this.#ring());
    try {
      const end = performance.now() + timeoutMs;
      const turn = question ? await this.#turnOf(question) : FIRST;
      for (;;) {
        const answer = answerAmong(this.#heard, turn, this.#questionId);
        if (answer) return this.#answered(answer);
        if (signal.aborted) throw abortedError(signal);
        if (this.#isClosed) throw this.#closed();
        const left = end - performance.now();
        if (left <= 0) throw this.#tooLate();
        await this.#nextRing(left);
      }
    } finally {
      release();
      this.#ring = () => undefined;
    }
  }

  #closed(): SessionError {
    const message = `The session with ${this.#session.agentName} was closed before the answer came.`;
    return new SessionError('session_closed', message, {
      hint: 'The question was sent and may still be answered: open another session, or read the conversation.',
    });
  }

  #tooLate(): SessionError {
    const { agentName } = this.#session;
    const message = `${agentName} did not answer within ${this.#options.timeoutMs / 1000} s.`;
    return new SessionError('answer_timeout', message, {
      hint:
        this.#heard.length === 0
          ? "The question was sent and may still be answered. Allow more time, or look at the agent's logs."
          : `${agentName} wrote meanwhile, but earlier questions come first: read the conversation, or allow more time.`,
    });
  }

  /** Finds the turn of a question. If the messages cannot be read, takes the first answer. */
  async #turnOf(question: XMTPMessage): Promise<Turn> {
    const { officeId, agentName } = this.#session;
    const conversation = new Conversation(routesOf(this.#api), officeId, agentName, senderOf(this.#api));
    try {
      const { signal, timeoutMs: timeout } = this.#options;
      const page = await conversation.read(PAGE, { signal, timeout });
      const rank = ({ id }: XMTPMessage): number => (id === question.id ? Number.POSITIVE_INFINITY : 0);
      return turnOf(question, new PageOrder().oldestFirst(page, rank), agentName);
    } catch {
      return FIRST;
    }
  }

  #answered(answer: XMTPMessage): XMTPMessage {
    this.#open = undefined;
    return answer;
  }

  /** Resolves when a message comes, the signal fires, or after `ms`. */
  #nextRing(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      // The connection keeps the process alive, not this timer.
      const unref: unknown = Reflect.get(Object(timer), 'unref');
      if (typeof unref === 'function') unref.call(timer);
      this.#ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A message of the agent, and the question that it names, if any. */
interface Heard {
  readonly message: XMTPMessage;
  readonly inReplyTo: Answer['inReplyTo'];
}

/**
 * Finds the answer to the question: the one that names it, else the next one in turn. Answers that name no question belong
 * to the earlier questions that are still open, however long the agent is then silent.
 */
function answerAmong(
  heard: readonly Heard[],
  { before, pending }: Turn,
  question: string | undefined,
): XMTPMessage | undefined {
  const since = heard.filter(({ message }) => !before.has(message.id));
  const own = since.find(({ inReplyTo }) => inReplyTo !== undefined && inReplyTo === question);
  const untold = since.filter(({ inReplyTo }) => inReplyTo === undefined);
  const earlier = since.filter(({ inReplyTo }) => inReplyTo !== undefined && before.has(inReplyTo));
  return (own ?? untold[Math.max(0, pending - earlier.length)])?.message;
}

const FIRST: Turn = { pending: 0, before: new Set() };
