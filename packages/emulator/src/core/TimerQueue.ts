/** Work that is to be done at a time. */
export interface Timer {
  /** When it falls due, on the scale of the queue. */
  readonly due: number;
  /** Its number: of timers that fall due at the same time, the earlier one is first. */
  readonly number: number;
  readonly work: () => unknown;
}

/** Timers in the order in which they fall due. */
export class TimerQueue {
  readonly #timers: Timer[] = [];
  #added = 0;

  /** The timer that falls due first. */
  get first(): Timer | undefined {
    return this.#timers[0];
  }

  /** The number of the timer that was added last. */
  get lastNumber(): number {
    return this.#added;
  }

  /** Adds a timer. */
  add(due: number, work: () => unknown): Timer {
    const timer = { due, number: ++this.#added, work };
    this.#timers.splice(this.#indexOf(timer), 0, timer);
    return timer;
  }

  /** Removes a timer. Returns whether it was there. */
  remove(timer: Timer): boolean {
    const index = this.#indexOf(timer);
    if (this.#timers[index] !== timer) return false;
    this.#timers.splice(index, 1);
    return true;
  }

  /** Removes all timers. */
  clear(): void {
    this.#timers.length = 0;
  }

  /** Where a timer is, or belongs. */
  #indexOf({ due, number }: Timer): number {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle] as Timer;
      if (other.due < due || (other.due === due && other.number < number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
