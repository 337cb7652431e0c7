import { STREAMING_ANSWERS } from '@mitosislabs/xmtp/feed';
import type { KnownSession } from '../memory/Progress.ts';

/** A session idle for longer does not decide whether answers are streamed. In ms. */
const SILENT_MS = 60 * 60_000;
/** A session idle for longer is over. In ms. */
export const OPEN_MS: number = 24 * 60 * 60_000;
/** The maximum number of sessions of one conversation: clients may leave without ending theirs. */
const MOST = 50;

/** The open sessions of one conversation. */
export class Sessions {
  /** Times are those of `performance.now()`: a clock that steps closes no session. */
  readonly #open = new Map<string, { id: string; by: string; grows: boolean; heardAt: number }>();

  constructor(known: readonly KnownSession[] = []) {
    const now = Date.now();
    for (const { id, by, grows, heardAt } of known) {
      const age = typeof heardAt === 'number' ? Math.max(0, now - heardAt) : 0;
      this.#open.set(id, { id, by, grows, heardAt: performance.now() - age });
    }
    this.#age();
  }

  /** Opens a session. Returns `false` for one that is open already. */
  start(id: string, by: string, features: readonly string[]): boolean {
    this.#age();
    if (this.#open.has(id)) return false;
    this.#open.set(id, { id, by, grows: features.includes(STREAMING_ANSWERS), heardAt: performance.now() });
    for (const first of this.#open.keys()) {
      if (this.#open.size <= MOST) break;
      this.#open.delete(first);
    }
    return true;
  }

  /** Forgets a session. Only the client that opened it can end it. */
  end(id: string, by: string): void {
    if (this.#open.get(id)?.by === by) this.#open.delete(id);
  }

  /** Records activity of a client. Returns whether the client has an open session. */
  hear(by: string): boolean {
    this.#age();
    const own = [...this.#open.values()].filter((session) => session.by === by);
    for (const session of own) session.heardAt = performance.now();
    return own.length > 0;
  }

  /**
   * The sessions to which an answer is streamed; the newest session of the sender comes first. Empty when a client in
   * the conversation does not support streaming and would show the pieces as messages.
   */
  streamingFor(by: string): readonly string[] {
    const since = performance.now() - SILENT_MS;
    const present = [...this.#open.values()].filter(({ heardAt }) => heardAt > since);
    const own = present.filter((session) => session.by === by).at(-1);
    if (!own || !present.every(({ grows }) => grows)) return [];
    return [own.id, ...present.filter((session) => session !== own).map(({ id }) => id)];
  }

  /** The sessions to keep over a restart. */
  known(): KnownSession[] {
    const offset = Date.now() - performance.now();
    return [...this.#open.values()].map(({ heardAt, ...session }) => ({
      ...session,
      heardAt: Math.round(heardAt + offset),
    }));
  }

  /** Closes idle sessions: their client left without a goodbye. */
  #age(): void {
    const since = performance.now() - OPEN_MS;
    for (const { id, heardAt } of this.#open.values()) if (heardAt < since) this.#open.delete(id);
  }
}
