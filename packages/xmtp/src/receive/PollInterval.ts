/**
 * The first poll after a question comes after so many ms; the delay then doubles up to the usual interval.
 */
const FIRST_MS = 100;
const QUICK_LOOKS = 4;
/** The interval while something happens, in ms. */
const USUAL_MS = 1_000;
/** So many looks at that interval. */
const USUAL_LOOKS = 30;
/** The interval when nothing has happened for long, in ms. */
const IDLE_MS = 10_000;

/**
 * The poll interval when the caller sets none: 1 s while messages come, up to 10 s when idle. While the
 * server announces messages, it grows to 10 s sooner.
 */
export class PollInterval {
  /** Looks since something happened. */
  #looks = QUICK_LOOKS + USUAL_LOOKS;
  #isTold = false;

  /** How long to wait before the next look, in ms. */
  next(): number {
    const looks = this.#looks++;
    if (this.#isTold) return Math.min(USUAL_MS * 2 ** Math.max(0, looks - QUICK_LOOKS), IDLE_MS);
    if (looks < QUICK_LOOKS) return FIRST_MS * 2 ** looks;
    return Math.min(USUAL_MS * 1.25 ** Math.max(0, looks - QUICK_LOOKS - USUAL_LOOKS), IDLE_MS);
  }

  /** Something was said, and an answer may come. */
  asked(): void {
    this.#looks = 0;
  }

  /** The server no longer announces news: polls each second again. */
  lost(): void {
    this.#isTold = false;
    this.#looks = Math.min(this.#looks, QUICK_LOOKS);
  }

  /**
   * Something came.
   *
   * @param isTold - Whether the server had told of it, or it was found by looking.
   */
  came(isTold: boolean): void {
    this.#isTold = isTold;
    this.#looks = QUICK_LOOKS;
  }
}
