import { Clock } from '../core/Clock.ts';

/** A clock whose waits end when the test says so. */
export class HandClock extends Clock {
  /** How long each wait is, in ms. */
  readonly waits = new Map<() => void, number>();

  override after(ms: number, work: () => void): () => void {
    this.waits.set(work, ms);
    return () => this.waits.delete(work);
  }

  /** Ends the oldest wait. */
  end(): void {
    const [work] = this.waits.keys();
    if (work) this.waits.delete(work);
    work?.();
  }
}
