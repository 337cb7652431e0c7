/**
 * Runs tasks one after another, in the order in which they came. A task that fails does not stop the next.
 *
 * @example
 * ```ts
 * import { Mutex } from '@mitosislabs/auth/async';
 *
 * const mutex = new Mutex();
 * void mutex.run(async () => console.log('first'));
 * await mutex.run(async () => console.log('second'));
 * ```
 */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;

  /** Whether no task runs or waits. */
  get isIdle(): boolean {
    return this.#pending === 0;
  }

  /** Runs a task after all earlier ones have ended. */
  run<T>(task: () => Promise<T>): Promise<T> {
    this.#pending++;
    const result = this.#last.then(task).finally(() => {
      this.#pending--;
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Waits until the tasks that are here now have ended. Never rejects. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
