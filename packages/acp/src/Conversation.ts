import { randomUUID } from 'node:crypto';
import type { SessionUpdate, StopReason } from '@agentclientprotocol/sdk';
import { FilesAPI } from '@mitosislabs/api/files';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { type Mutex, onAbort } from '@mitosislabs/auth/async';
import type { TransportLike } from '@mitosislabs/transport';
import { XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';
import { ask } from '@mitosislabs/xmtp/ask';
import type { Attachment } from './promptText.ts';
import { refusal } from './rpcError.ts';

/** How long to wait for an agent to acknowledge a session, in ms. Older agents never do, but can chat. */
const ACKNOWLEDGE_MS = 10_000;

/** The agent that conversations are held with. */
export interface ConversationAgent {
  readonly transport: TransportLike;
  readonly officeId: string;
  readonly agentName: string;
  readonly timeoutMs: number;
  /** Prompts wait for each other, as the agent answers them: not every answer says which question it belongs to. */
  readonly mutex: Mutex;
  readonly log: (line: string) => void;
}

/** One session of the editor, held over one session with the agent. */
export class Conversation {
  readonly cwd: string;
  /** The keys of the chats on the platform that it consists of: several, when an earlier one was loaded. */
  readonly keys: readonly string[];
  readonly #agent: ConversationAgent;
  readonly #session: XMTPSession;
  #prompt: AbortController | undefined;
  #files = 0;

  private constructor(
    agent: ConversationAgent,
    session: XMTPSession,
    cwd: string,
    earlier: readonly string[],
  ) {
    this.#agent = agent;
    this.#session = session;
    this.cwd = cwd;
    this.keys = [...earlier, session.sessionId];
  }

  /** Opens a conversation. The agent is asked for the session in the background. */
  static async open(
    agent: ConversationAgent,
    cwd: string,
    earlier: readonly string[] = [],
  ): Promise<Conversation> {
    const { transport, officeId, agentName, log } = agent;
    const messages = new MessagesAPI(transport);
    const channel = new XMTPChannel(transport, {
      events: (office, options) => messages.stream(office, options),
      onGap: () => log('some messages of the agent are no longer available'),
    });
    const session = await channel.openSession(officeId, agentName, { streaming: true });
    // The first prompt waits for it, and reports its failure.
    session.negotiate(ACKNOWLEDGE_MS).catch(() => undefined);
    return new Conversation(agent, session, cwd, earlier);
  }

  /** The id of a conversation that continues no earlier one. */
  get id(): string {
    return this.#session.sessionId;
  }

  /**
   * Sends a prompt, and passes its answer on while it grows.
   *
   * @param textOf - Returns the text of the message; stores attached files.
   * @param update - Sends an update to the editor.
   * @param signal - Cancels the prompt, like {@link Conversation.cancel}.
   */
  async prompt(
    textOf: (attach: (file: Attachment) => Promise<string>) => Promise<string>,
    update: (update: SessionUpdate) => void,
    signal: AbortSignal,
  ): Promise<StopReason> {
    if (this.#prompt) {
      throw refusal(
        'The last prompt of this session has no answer yet.',
        'prompt_running',
        'Wait for it, or cancel it.',
      );
    }
    const stop = new AbortController();
    this.#prompt = stop;
    const cancelled = AbortSignal.any([signal, stop.signal]);
    const answer = new GrowingAnswer(update);
    try {
      const { transport, timeoutMs, mutex } = this.#agent;
      const text = await textOf((file) => this.#attach(file, cancelled));
      const asking = mutex.run(async () => {
        cancelled.throwIfAborted();
        return ask(transport, this.#session, text, {
          signal: cancelled,
          timeoutMs,
          onPartial: (partial) => answer.grow(partial),
        });
      });
      const { content } = await unlessAborted(asking, cancelled);
      answer.end(content);
      return 'end_turn';
    } catch (error) {
      if (cancelled.aborted) return 'cancelled';
      throw error;
    } finally {
      this.#prompt = undefined;
      answer.stop();
    }
  }

  /** Cancels the running prompt, if there is one. The agent is not interrupted: its answer is passed over. */
  cancel(): void {
    this.#prompt?.abort();
  }

  /** Cancels the running prompt, and ends the session. Takes 3 s at most, and never fails. */
  async close(): Promise<void> {
    this.cancel();
    await this.#session.close();
  }

  /** Stores a file on the shared drive of the office. Returns its name. */
  async #attach({ bytes, extension }: Attachment, signal: AbortSignal): Promise<string> {
    const { transport, officeId } = this.#agent;
    const name = `acp-${this.id}-${++this.#files}.${extension}`;
    await new FilesAPI(transport).upload(officeId, name, bytes, { signal });
    return name;
  }
}

/** Waits for a promise until a signal fires. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => undefined);
  let release: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else release = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    release?.();
  }
}

/** Passes on what is new of a growing answer. */
class GrowingAnswer {
  readonly #update: (update: SessionUpdate) => void;
  #messageId: string = randomUUID();
  #sent = '';
  #isStopped = false;

  constructor(update: (update: SessionUpdate) => void) {
    this.#update = update;
  }

  grow(text: string): void {
    // The first half of a character waits for the second.
    this.#send(/[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text);
  }

  end(text: string): void {
    this.#send(text);
  }

  /** Passes on nothing more: the turn is over. */
  stop(): void {
    this.#isStopped = true;
  }

  #send(text: string): void {
    if (this.#isStopped) return;
    if (!text.startsWith(this.#sent)) {
      // The agent gave this answer up, and wrote another one.
      this.#messageId = randomUUID();
      this.#sent = '';
    }
    const news = text.slice(this.#sent.length);
    if (news === '') return;
    this.#sent = text;
    this.#update({
      sessionUpdate: 'agent_message_chunk',
      messageId: this.#messageId,
      content: { type: 'text', text: news },
    });
  }
}
