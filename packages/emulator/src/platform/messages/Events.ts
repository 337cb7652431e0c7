import { REMEMBERED } from '../../assumptions.ts';
import { PRUNE_EVERY, type Resources, Service } from '../Service.ts';

/** The types of events in an office. */
export type EventType = 'message' | 'task' | 'agent' | 'file' | 'office' | 'exec';

/** Records what happens in offices, and notifies listeners. */
export class Events extends Service {
  #published = 0;
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor(resources: Resources) {
    super(resources);
    this.db.onReplaced(() => {
      for (const officeId of [...this.#listeners.keys()]) this.#notify(officeId);
    });
  }

  /** How many events this process has recorded, of all offices. */
  get published(): number {
    return this.#published;
  }

  /** Records an event. The listeners of the office are called after the transaction. */
  publish(officeId: string, type: EventType, data: object): void {
    const event = { office_id: officeId, type, data: JSON.stringify(data), created_at: this.clock.now() };
    this.#published++;
    const seq = this.tables.events.insert(event);
    if (seq % PRUNE_EVERY === 0) this.tables.events.keepLast({ office_id: officeId }, REMEMBERED.events);
    this.db.afterCommit(() => this.#notify(officeId));
  }

  /** Calls a listener after each event of an office, and when the state was replaced. The returned function removes it. */
  listen(officeId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(officeId) ?? new Set();
    this.#listeners.set(officeId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(officeId);
    };
  }

  #notify(officeId: string): void {
    for (const listener of [...(this.#listeners.get(officeId) ?? [])]) listener();
  }
}
