import { MessagesAPI } from '@mitosislabs/api/messages';
import { Mutex, onAbort } from '@mitosislabs/auth/async';
import type { TransportLike } from '@mitosislabs/transport';
import { SessionError, XMTPChannel } from '@mitosislabs/xmtp';
import { ask } from '@mitosislabs/xmtp/ask';
import type { AgentName } from './AgentDirectory.ts';

/** How long to wait for an agent to acknowledge a session, in ms. Older agents never do, but can chat. */
const ACKNOWLEDGE_MS = 10_000;
/** The most sessions that stay open when they are idle. */
const MOST_IDLE = 50;

/** A question, as the agent's conversation stands when its turn has come. */
export interface Question {
  /**
   * Returns the text to send.
   *
   * @param last - The mark of the last exchange with the agent; `undefined` when it is not known.
   */
  text(last: string | undefined): string;
  /** Returns the mark of the exchange, from the answer as the client has it. */
  mark(): string;
  /** Called with the text so far. */
  onPartial(text: string): void;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** The talk with one agent: a mutex, because an agent answers one question after the other. */
interface Talk {
  readonly mutex: Mutex;
  /** The mark of the last exchange, if no question was left without an answer since. */
  last: string | undefined;
}

/** Talks with agents, each over one session. */
export class AgentTalks {
  readonly #transport: TransportLike;
  readonly #channel: XMTPChannel;
  /** By office and name, the one that was used last at the end. */
  readonly #talks = new Map<string, Talk & AgentName>();

  constructor(transport: TransportLike, log: (line: string) => void) {
    const messages = new MessagesAPI(transport);
    this.#transport = transport;
    this.#channel = new XMTPChannel(transport, {
      events: (officeId, options) => messages.stream(officeId, options),
      onGap: ({ agentName }) => log(`some messages of ${agentName} are no longer available`),
    });
  }

  /**
   * Asks an agent, after all earlier questions to it. Returns the complete answer.
   *
   * @throws {@link SessionError} `aborted` when the signal has fired, also while the question waits.
   */
  async ask(agent: AgentName, question: Question): Promise<string> {
    const { signal } = question;
    const talk = this.#talk(agent);
    const answer = talk.mutex.run(async () => {
      if (signal.aborted) throw aborted(signal);
      return this.#askNow(agent, talk, question);
    });
    answer.catch(() => undefined);
    let release: (() => void) | undefined;
    const left = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(aborted(signal));
      else release = onAbort(signal, () => reject(aborted(signal)));
    });
    try {
      return await Promise.race([answer, left]);
    } finally {
      release?.();
      this.#closeIdle();
    }
  }

  /** Closes all sessions. */
  close(): Promise<void> {
    return this.#channel.closeAll();
  }

  async #askNow({ officeId, agentName }: AgentName, talk: Talk, question: Question): Promise<string> {
    const { signal, timeoutMs } = question;
    const text = question.text(talk.last);
    // A question without an answer stays in the agent's conversation: later ones must not build on it.
    talk.last = undefined;
    const session = await this.#channel.openSession(officeId, agentName, { streaming: true });
    await session.negotiate(ACKNOWLEDGE_MS, { signal });
    const { content } = await ask(this.#transport, session, text, {
      signal,
      timeoutMs,
      onPartial: (partial) => question.onPartial(partial),
    });
    question.onPartial(content);
    talk.last = question.mark();
    return content;
  }

  #talk({ officeId, agentName }: AgentName): Talk {
    const key = JSON.stringify([officeId, agentName]);
    const talk = this.#talks.get(key) ?? { officeId, agentName, mutex: new Mutex(), last: undefined };
    this.#talks.delete(key);
    this.#talks.set(key, talk);
    return talk;
  }

  #closeIdle(): void {
    for (const [key, { officeId, agentName, mutex }] of this.#talks) {
      if (this.#talks.size <= MOST_IDLE) return;
      if (!mutex.isIdle) continue;
      this.#talks.delete(key);
      void this.#channel.closeSession(officeId, agentName);
    }
  }
}

function aborted(signal: AbortSignal): SessionError {
  return new SessionError('aborted', 'The question was aborted.', { cause: signal.reason });
}
