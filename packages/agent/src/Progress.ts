import type { AgentMemory } from './AgentMemory.ts';
import { Rerun } from './Rerun.ts';
import type { KnownSession } from './Sessions.ts';

/** How many ids of a conversation are kept at least: so far may its pages be out of order. */
const KEPT = 50;
/** How many conversations are kept: those that were moved last. */
const MOST_CHANNELS = 1_000;

/** How far the agent has come in one conversation. */
export interface ChannelProgress {
  /** The ids of the messages that were dealt with last, oldest first. */
  readonly handled: readonly string[];
  /** The sessions that are open in it. */
  readonly sessions: readonly KnownSession[];
}

/** How far the agent has come in all conversations; kept in its memory, if it has one. */
export class Progress {
  readonly #memory: AgentMemory | undefined;
  readonly #onError: (error: unknown) => void;
  #channels = new Map<string, ChannelProgress>();
  readonly #saving = new Rerun(() => this.#save());

  constructor(memory: AgentMemory | undefined, onError: (error: unknown) => void) {
    this.#memory = memory;
    this.#onError = onError;
  }

  /** Reads the memory. What is no memory of ours counts as none. */
  async load(): Promise<void> {
    const text = await this.#memory?.load();
    if (text === undefined) return;
    try {
      const value: unknown = JSON.parse(text);
      const { channels } = Object(value) as { channels?: unknown };
      this.#channels = new Map(Array.isArray(channels) ? channels.filter(isChannel) : []);
    } catch (error) {
      this.#onError(error);
    }
  }

  /** How far the agent has come in a conversation; `undefined` when nothing is known of it. */
  of(channel: string): ChannelProgress | undefined {
    return this.#channels.get(channel);
  }

  /**
   * Notes a message that was dealt with, and the sessions that are open then.
   *
   * @param isIdle - Whether none that came before it still waits: then older ids can be forgotten.
   */
  note(channel: string, id: string, sessions: readonly KnownSession[], isIdle: boolean): void {
    const handled = [...(this.#channels.get(channel)?.handled ?? []), id];
    this.#channels.delete(channel);
    this.#channels.set(channel, { handled: isIdle ? handled.slice(-KEPT) : handled, sessions });
    for (const first of this.#channels.keys()) {
      if (this.#channels.size <= MOST_CHANNELS) break;
      this.#channels.delete(first);
    }
    if (this.#memory) this.#saving.ask();
  }

  /** Waits until all is kept. */
  async settled(): Promise<void> {
    await this.#saving.settled();
  }

  async #save(): Promise<void> {
    try {
      await this.#memory?.save(JSON.stringify({ version: 1, channels: [...this.#channels] }));
    } catch (error) {
      this.#onError(error);
    }
  }
}

function isChannel(entry: unknown): entry is [string, ChannelProgress] {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return false;
  const { handled, sessions } = Object(entry[1]) as Record<string, unknown>;
  const isText = (value: unknown): boolean => typeof value === 'string';
  const isSession = (value: unknown): boolean => {
    const { id, by, grows } = Object(value) as Record<string, unknown>;
    return isText(id) && isText(by) && typeof grows === 'boolean';
  };
  return (
    Array.isArray(handled) && handled.every(isText) && Array.isArray(sessions) && sessions.every(isSession)
  );
}
