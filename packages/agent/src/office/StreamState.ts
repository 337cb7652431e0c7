/** Whether the event stream of the office is open, and how often events were missed: it was closed, or skipped one. */
export class StreamState {
  readonly #listeners: (() => void)[] = [];
  #isOpen = false;
  #breaks = 0;

  /** Whether it is open. */
  get isOpen(): boolean {
    return this.#isOpen;
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
