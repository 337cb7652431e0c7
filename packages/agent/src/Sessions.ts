import { GROWING_ANSWERS } from '@mitosislabs/xmtp/feed';

/** A session of which nothing was heard for so long has no say in whether answers grow. In ms. */
const SILENT_MS = 60 * 60_000;
/** How many sessions of one conversation are remembered; a client that went away without a word leaves its own behind. */
const MOST = 50;

/** A session as it is kept over a restart. */
export interface KnownSession {
  readonly id: string;
  readonly by: string;
  readonly grows: boolean;
}

/** The open sessions of one conversation. */
export class Sessions {
  readonly #open = new Map<string, KnownSession & { heardAt: number }>();

  constructor(known: readonly KnownSession[] = []) {
    for (const session of known) this.#open.set(session.id, { ...session, heardAt: performance.now() });
  }

  /** Opens a session. Returns `false` for one that is open already. */
  start(id: string, by: string, features: readonly string[]): boolean {
    if (this.#open.has(id)) return false;
    this.#open.set(id, { id, by, grows: features.includes(GROWING_ANSWERS), heardAt: performance.now() });
    for (const first of this.#open.keys()) {
      if (this.#open.size <= MOST) break;
      this.#open.delete(first);
    }
    return true;
  }

  /** Forgets a session; only whoever opened it ends it. */
  end(id: string, by: string): void {
    if (this.#open.get(id)?.by === by) this.#open.delete(id);
  }

  /** Notes that somebody is there, and says whether it has a session open. */
  hear(by: string): boolean {
    const own = [...this.#open.values()].filter((session) => session.by === by);
    for (const session of own) session.heardAt = performance.now();
    return own.length > 0;
  }

  /**
   * The sessions for which an answer may grow, the newest of whoever asked first. None when anybody in the conversation
   * would see the pieces as messages.
   */
  growingFor(by: string): readonly string[] {
    const since = performance.now() - SILENT_MS;
    const present = [...this.#open.values()].filter(({ heardAt }) => heardAt > since);
    const own = present.filter((session) => session.by === by).at(-1);
    if (!own || !present.every(({ grows }) => grows)) return [];
    return [own.id, ...present.filter((session) => session !== own).map(({ id }) => id)];
  }

  /** What to keep over a restart. */
  known(): KnownSession[] {
    return [...this.#open.values()].map(({ id, by, grows }) => ({ id, by, grows }));
  }
}
