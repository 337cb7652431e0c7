import { OfficesAPI } from '@mitosislabs/api/offices';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Mutex } from '@mitosislabs/auth/async';
import type { TransportLike } from '@mitosislabs/transport';
import { SessionError, type XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';
import { ask } from '@mitosislabs/xmtp/ask';
import { PageOrder } from '@mitosislabs/xmtp/feed';
import type { MitosisClientLike } from '../MitosisProviderSettings.ts';
import { noSuchModel } from './toSDKError.ts';

/** How many of the newest messages show whether an answer is the agent's own. */
const PAGE = 50;
/** How long to wait for an agent to acknowledge a session, in ms. Older agents never do, but can chat. */
const ACKNOWLEDGE_MS = 10_000;

/** Questions of a group without an answer are ignored after this time, in ms. */
const STALE_MS = 600_000;

/** How a question is asked. */
export interface AskOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with the text so far, and the step that the agent works at. */
  onPartial(text: string, step: string | undefined): void;
  /** Called when the question is stored. */
  onSent(): void;
}

/** The answer, as the platform has stored it. */
export interface Answered {
  readonly id: string;
  readonly content: string;
}

/** A conversation with one agent. */
export interface Conversation {
  /** Asks, and returns the answer. Questions of one conversation wait for each other. */
  ask(text: string, options: AskOptions): Promise<Answered>;
  /** Whether the agent gave that answer lately. */
  knows(answer: string, signal: AbortSignal | undefined): Promise<boolean>;
}

/** An agent of an office, found by its model id. */
export class Agent {
  readonly officeId: string;
  readonly name: string;
  readonly #transport: TransportLike;
  readonly #channel: XMTPChannel;

  private constructor(client: MitosisClientLike, officeId: string, name: string) {
    this.officeId = officeId;
    this.name = name;
    this.#transport = client.transport;
    this.#channel = client.xmtp;
  }

  /**
   * Finds the office of a model id by its id or name.
   *
   * @throws {@link NoSuchModelError} when there is none, or several have that name.
   */
  static async find(modelId: string, client: MitosisClientLike): Promise<Agent> {
    const slash = modelId.lastIndexOf('/');
    const [office, name] = [modelId.slice(0, slash), modelId.slice(slash + 1)];
    if (slash < 1 || name === '') throw noSuchModel(modelId, 'the id must be `office/agent`.');
    const offices = await new OfficesAPI(client.transport).list();
    const named = offices.filter((one) => one.name === office);
    const found = offices.find(({ id }) => id === office) ?? named[0];
    if (!found) throw noSuchModel(modelId, `you have no office ${office}.`);
    if (found.id !== office && named.length > 1) {
      throw noSuchModel(modelId, `${named.length} of your offices have the name ${office}: use the id.`);
    }
    return new Agent(client, found.id, name);
  }

  /** The conversation that all sessions with the agent share. Its answers stream. */
  shared(): Conversation {
    const open = (): Promise<XMTPSession> =>
      this.#channel.openSession(this.officeId, this.name, { streaming: true });
    return {
      ask: async (text, { onSent, ...options }) => {
        const session = await open();
        if (session.state === 'new') await session.negotiate(ACKNOWLEDGE_MS, { signal: options.signal });
        return ask(this.#transport, session, text, { ...options, onSent: () => onSent() });
      },
      knows: async (answer, signal) => {
        const api = new XMTPAPI(this.#transport);
        const conversations = await api.listConversations(this.officeId, { signal });
        const own = conversations.find(({ peer }) => peer === this.name);
        if (!own) return false;
        const page = await api.getConversationMessages(this.officeId, own.id, { limit: PAGE }, { signal });
        return page.some(({ from_agent, content }) => from_agent === this.name && content === answer);
      },
    };
  }

  /** A conversation of its own: a group with the agent. It is created with the first question. */
  own(id: string): Conversation {
    const api = new XMTPAPI(this.#transport);
    const name = `${this.name}: ${id}`;
    const find = async (signal: AbortSignal | undefined): Promise<string | undefined> => {
      const groups = await this.#channel.listGroups(this.officeId, { signal });
      return groups.find((group) => group.name === name && group.members.includes(this.name))?.id;
    };
    const key = `${this.officeId}/${name}`;
    return {
      ask: (text, options) =>
        queueFor(this.#channel, key).run(() => this.#askGroup(name, find, text, options)),
      knows: async (answer, signal) => {
        const groupId = await find(signal);
        if (groupId === undefined) return false;
        const page = await api.getGroupMessages(this.officeId, groupId, { limit: PAGE }, { signal });
        return page.some(({ from_agent, content }) => from_agent === this.name && content === answer);
      },
    };
  }

  async #askGroup(
    name: string,
    find: (signal: AbortSignal) => Promise<string | undefined>,
    text: string,
    { signal, timeoutMs, onSent }: AskOptions,
  ): Promise<Answered> {
    signal.throwIfAborted();
    const groupId =
      (await find(signal)) ??
      (await this.#channel.createGroup(this.officeId, { name, members: [this.name] }, { signal })).id;
    const group = await this.#channel.openGroup(this.officeId, groupId);
    // Answers to earlier questions do not answer this one.
    await group.receive({ signal });
    const { known, ...before } = await this.#earlier(groupId, signal);
    let { waiting } = before;
    await group.send(text, { signal });
    onSent();
    const late = AbortSignal.timeout(timeoutMs);
    try {
      const ends = AbortSignal.any([signal, late]);
      for await (const message of group.stream(undefined, { signal: ends })) {
        if (message.from_agent !== this.name || known.has(message.id)) continue;
        // The answers to earlier questions come first, however long the agent is silent then.
        if (waiting === 0) return message;
        waiting--;
      }
    } catch (error) {
      if (signal.aborted || !late.aborted) throw error;
    }
    throw new SessionError('answer_timeout', `${this.name} did not answer within ${timeoutMs / 1000} s.`, {
      hint: 'The question was sent and may still be answered.',
    });
  }

  /** The messages of a group so far, and how many wait for an answer: the agent answers in order, and those come first. */
  async #earlier(
    groupId: string,
    signal: AbortSignal,
  ): Promise<{ known: ReadonlySet<string>; waiting: number }> {
    const api = new XMTPAPI(this.#transport);
    const page = await api.getGroupMessages(this.officeId, groupId, { limit: PAGE }, { signal });
    const newest = Math.max(0, ...page.map(({ created_at }) => Date.parse(created_at) || 0));
    let waiting = 0;
    for (const { from_agent, created_at } of new PageOrder().oldestFirst(page, () => 0)) {
      if (from_agent === this.name) waiting = Math.max(0, waiting - 1);
      else if (!(newest - Date.parse(created_at) > STALE_MS)) waiting++;
    }
    return { known: new Set(page.map(({ id }) => id)), waiting };
  }
}

/** The questions of each group, one after the other. */
const queues = new WeakMap<XMTPChannel, Map<string, Mutex>>();

function queueFor(channel: XMTPChannel, key: string): Mutex {
  const own = queues.get(channel) ?? new Map<string, Mutex>();
  queues.set(channel, own);
  const queue = own.get(key) ?? new Mutex();
  own.set(key, queue);
  return queue;
}
