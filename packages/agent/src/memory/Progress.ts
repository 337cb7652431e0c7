import { MitosisError } from '@mitosislabs/auth/errors';
import { CoalescingTask } from '../async/CoalescingTask.ts';
import { within } from '../async/within.ts';
import type { AgentMemory } from './AgentMemory.ts';

/** The version of the memory's format. A change that older versions would misread makes it a new one. */
const VERSION = 1;
/** How long a memory may take before the agent goes on without it, in ms. */
const SAVE_MS = 5_000;
/** The fewest ids of a conversation to keep: pages may be out of order by that much. */
const KEPT = 50;
/** How many ids of messages from before the agent joined are kept. */
const KEPT_OF_HISTORY = 5;
/** How many conversations are kept, the most recent ones. */
const MOST_CHANNELS = 1_000;

/** How many characters of texts of the brain are kept, the most recent ones. */
const MOST_TEXT = 2 * 1024 * 1024;

/** A session as it is kept over a restart. */
export interface KnownSession {
  readonly id: string;
  readonly by: string;
  readonly grows: boolean;
  /** Its last activity, in ms since 1970. */
  readonly heardAt?: number | undefined;
}

/** The agent's position in one conversation. */
export interface ChannelProgress {
  /** The ids of the messages that were handled last, oldest first. */
  readonly handled: readonly string[];
  /** The sessions that are open in it. */
  readonly sessions: readonly KnownSession[];
  /** The answers to other agents within the last hour, in ms since 1970. */
  readonly turns?: readonly number[] | undefined;
  /** Whether the agent was removed from it: messages until it is back are not for the agent. */
  readonly isLeft?: boolean | undefined;
}

/** The agent's positions in all conversations, kept in its memory if it has one. */
export class Progress {
  readonly #memory: AgentMemory | undefined;
  readonly #onError: (error: unknown) => void;
  readonly #patienceMs: number;
  #channels = new Map<string, ChannelProgress>();
  /** The starts of each unfinished message or task. */
  #starts = new Map<string, number>();
  /** The texts of the brain, by key. */
  #texts = new Map<string, string>();
  /** The items that this process has started and not finished. */
  readonly #begun = new Set<string>();
  #isFailing = false;
  readonly #saving = new CoalescingTask(() => this.#save());

  /** @param patienceMs - How long the start of an item waits until it is saved, in ms. */
  constructor(
    memory: AgentMemory | undefined,
    onError: (error: unknown) => void,
    patienceMs: number = SAVE_MS,
  ) {
    this.#memory = memory;
    this.#onError = onError;
    this.#patienceMs = patienceMs;
  }

  /** Whether a memory is set, and the last save did not fail. */
  get isKept(): boolean {
    return this.#memory !== undefined && !this.#isFailing;
  }

  /**
   * Reads the memory. Text that is not JSON counts as none.
   *
   * @throws {@link MitosisError} `memory_version` when another version of this package wrote it. It is left as it is.
   */
  async load(): Promise<void> {
    const text = await this.#memory?.load();
    if (text === undefined) return;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      this.#onError(error);
      return;
    }
    const { version = VERSION, channels, starts, texts } = Object(value) as Record<string, unknown>;
    if (version !== VERSION) throw versionError(version);
    this.#channels = new Map(Array.isArray(channels) ? channels.filter(isChannel) : []);
    this.#starts = new Map(Array.isArray(starts) ? starts.filter(isCount) : []);
    this.#texts = new Map(Array.isArray(texts) ? texts.filter(isText) : []);
  }

  /** Returns the position in a conversation; `undefined` if it is unknown. */
  of(channel: string): ChannelProgress | undefined {
    return this.#channels.get(channel);
  }

  /**
   * Records a handled message.
   *
   * @param known - The sessions that are open then, and the answers to other agents.
   * @param isIdle - Whether none that came before it still waits: then older ids can be forgotten.
   */
  note(
    channel: string,
    id: string,
    known: Pick<ChannelProgress, 'sessions' | 'turns'>,
    isIdle: boolean,
  ): void {
    const handled = [...(this.#channels.get(channel)?.handled ?? []), id];
    this.#set(channel, { handled: isIdle ? handled.slice(-KEPT) : handled, ...known });
  }

  /** Notes the history of a conversation: messages that were handled before it was known, or before the agent joined or rejoined a group. */
  join(channel: string, ids: readonly string[], sessions: readonly KnownSession[]): void {
    this.#set(channel, { handled: ids.slice(-KEPT_OF_HISTORY), sessions });
  }

  /** Notes that the agent was removed from a group. */
  leave(channel: string): void {
    if (!this.#channels.get(channel)?.isLeft) {
      this.#set(channel, { handled: [], sessions: [], isLeft: true });
    }
  }

  /** The starts of an unfinished message or task. */
  startsOf(key: string): number {
    return this.#starts.get(key) ?? 0;
  }

  /** Counts one start. Resolves when the count is stored, so that it survives a crash. */
  async begin(key: string): Promise<void> {
    this.#starts.set(key, this.startsOf(key) + 1);
    this.#begun.add(key);
    if (this.#memory) await within(this.#patienceMs, this.#saving.askAndWait());
  }

  /** Forgets the starts of finished items. */
  end(key: string): void {
    this.#begun.delete(key);
    const hadSteps = this.#texts.delete(`steps:${key}`);
    if ((this.#starts.delete(key) || hadSteps) && this.#memory) this.#saving.ask();
  }

  /** Returns a text of the brain. */
  textOf(key: string): string | undefined {
    return this.#texts.get(key);
  }

  /** Stores a text of the brain, or removes it. Resolves when it is stored. Steps of finished work are not kept. */
  async setText(key: string, text: string | undefined): Promise<void> {
    if (!this.#texts.delete(key) && text === undefined) return;
    if (text !== undefined) this.#texts.set(key, text);
    let size = 0;
    for (const [, kept] of this.#texts) size += kept.length;
    for (const [oldest, kept] of this.#texts) {
      if (size <= MOST_TEXT) break;
      this.#texts.delete(oldest);
      size -= kept.length;
    }
    if (this.#memory) await within(this.#patienceMs, this.#saving.askAndWait());
  }

  /** Takes back the starts of items in progress: the agent stops normally, and no item is to blame. */
  forgive(): void {
    for (const key of this.#begun) this.#starts.set(key, this.startsOf(key) - 1);
    if (this.#begun.size > 0 && this.#memory) this.#saving.ask();
    this.#begun.clear();
  }

  /** Waits until everything is saved. */
  async settled(): Promise<void> {
    await this.#saving.settled();
  }

  #set(channel: string, progress: ChannelProgress): void {
    this.#channels.delete(channel);
    this.#channels.set(channel, progress);
    for (const first of this.#channels.keys()) {
      if (this.#channels.size <= MOST_CHANNELS) break;
      this.#channels.delete(first);
    }
    if (this.#memory) this.#saving.ask();
  }

  async #save(): Promise<void> {
    try {
      const starts = [...this.#starts].filter(([, count]) => count > 0);
      await this.#memory?.save(
        JSON.stringify({ version: VERSION, channels: [...this.#channels], starts, texts: [...this.#texts] }),
      );
      this.#isFailing = false;
    } catch (error) {
      this.#isFailing = true;
      this.#onError(error);
    }
  }
}

function versionError(version: unknown): MitosisError {
  const named = typeof version === 'number' ? version : 'an unknown';
  return new MitosisError(
    `The agent's memory has format version ${named}; this @mitosislabs/agent reads version ${VERSION}.`,
    {
      code: 'memory_version',
      hint: 'It is left as it is. Update @mitosislabs/agent, or give the agent another memory.',
    },
  );
}

function isText(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'string';
}

function isCount(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && Number.isSafeInteger(entry[1]);
}

function isChannel(entry: unknown): entry is [string, ChannelProgress] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { handled, sessions, turns = [] } = Object(entry[1]) as Record<string, unknown>;
  if (!Array.isArray(turns) || !turns.every((at) => Number.isFinite(at))) return false;
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isSession = (value: unknown): boolean => {
    const { id, by, grows } = Object(value) as Record<string, unknown>;
    return isText(id) && isText(by) && typeof grows === 'boolean';
  };
  return (
    Array.isArray(handled) && handled.every(isText) && Array.isArray(sessions) && sessions.every(isSession)
  );
}
