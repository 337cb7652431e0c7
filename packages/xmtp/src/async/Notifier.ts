import { onAbort } from '@mitosislabs/auth/async';

/**
 * Wakes any number of sleepers at once. A `wake` between {@link Notifier.mark} and the sleep ends the sleep
 * at once.
 */
export class Notifier {
  readonly #sleepers = new Set<() => void>();
  #times = 0;

  /** Returns a mark to take before a poll: a later sleep ends at once if `wake` was called in between. */
  mark(): number {
    return this.#times;
  }

  /** Ends every sleep. */
  wake(): void {
    this.#times++;
    for (const rise of [...this.#sleepers]) rise();
  }

  /** Sleeps until `ms` have passed (`Infinity`: never), `wake` is called, or the signal fires. Never rejects. */
  sleep(ms: number, since: number, signal: AbortSignal): Promise<void> {
    if (since !== this.#times || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const rise = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(rise);
        release();
        resolve();
      };
      const timer = Number.isFinite(ms) ? setTimeout(rise, ms) : undefined;
      this.#sleepers.add(rise);
      const release = onAbort(signal, rise);
    });
  }
}
