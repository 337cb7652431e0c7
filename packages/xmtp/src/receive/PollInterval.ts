/**
 * The first poll after a question comes after so many ms; the delay then doubles up to the usual interval.
 */
const FIRST_MS = 100;
const QUICK_POLLS = 4;
/** The interval while something happens, in ms. */
const USUAL_MS = 1_000;
/** So many polls at that interval. */
const USUAL_POLLS = 30;
/** The interval when nothing has happened for long, in ms. */
const IDLE_MS = 10_000;

/**
 * The poll interval when the caller sets none: 1 s while messages come, up to 10 s when idle. While the
 * server announces messages, it grows to 10 s sooner.
 */
export class PollInterval {
  /** Polls since something happened. */
  #polls = QUICK_POLLS + USUAL_POLLS;
  #isAnnounced = false;

  /** How long to wait before the next poll, in ms. */
  next(): number {
    const polls = this.#polls++;
    if (this.#isAnnounced) return Math.min(USUAL_MS * 2 ** Math.max(0, polls - QUICK_POLLS), IDLE_MS);
    if (polls < QUICK_POLLS) return FIRST_MS * 2 ** polls;
    return Math.min(USUAL_MS * 1.25 ** Math.max(0, polls - QUICK_POLLS - USUAL_POLLS), IDLE_MS);
  }

  /** Something was said, and an answer may come. */
  asked(): void {
    this.#polls = 0;
  }

  /** The server no longer announces news: polls each second again. */
  lost(): void {
    this.#isAnnounced = false;
    this.#polls = Math.min(this.#polls, QUICK_POLLS);
  }

  /**
   * Something came.
   *
   * @param isAnnounced - Whether the server had told of it, or it was found by looking.
   */
  came(isAnnounced: boolean): void {
    this.#isAnnounced = isAnnounced;
    this.#polls = QUICK_POLLS;
  }
}
