/**
 * Runs tasks one after another, in the order in which they came. One that fails does not stop the next.
 *
 * @example
 * ```ts
 * import { Serial } from '@mitosislabs/xmtp/feed';
 *
 * const serial = new Serial();
 * void serial.run(async () => console.log('first'));
 * void serial.run(async () => console.log('second'));
 * await serial.idle();
 * ```
 */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs a task when all earlier ones are done. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits until the tasks that are here now are done. Never rejects. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
