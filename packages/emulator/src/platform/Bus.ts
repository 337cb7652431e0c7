/** What is told about an office: something new is in its events. */
type Listener = () => void;

/** Wakes up whoever waits for something to happen in an office; what happened stands in the store. */
export class Bus {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Says that there is something new. */
  wake(officeId: string): void {
    for (const listener of [...(this.#listeners.get(officeId) ?? [])]) listener();
  }

  /** Listens until the returned function is called. */
  listen(officeId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(officeId) ?? new Set();
    this.#listeners.set(officeId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(officeId);
    };
  }
}
