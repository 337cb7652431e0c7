/** Whether the event stream of the office is open, and how often events were missed: it was closed, or skipped one. */
export class StreamState {
  readonly #listeners: (() => void)[] = [];
  #isOpen = false;
  #breaks = 0;
  #hasEvents = false;

  /** Whether it is open. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether it is open and works: it has brought an event, and is silent for 45 s at most. */
  get isProven(): boolean {
    return this.#isOpen && this.#hasEvents;
  }

  /** How often events were missed. */
  get breaks(): number {
    return this.#breaks;
  }

  /** Calls back whenever it opens, again too. */
  onOpen(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Notes that it is open. */
  opened(): void {
    this.#isOpen = true;
    for (const listener of this.#listeners) listener();
  }

  /** Notes an event. */
  heard(): void {
    this.#hasEvents = true;
  }

  /** Notes that it is closed. */
  closed(): void {
    this.#isOpen = false;
    this.#breaks++;
  }

  /** Notes that an event was skipped. */
  skipped(): void {
    this.#breaks++;
  }
}
