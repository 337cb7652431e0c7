import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * Thrown when the awaited state is not reached in time. Its `code` is `wait_timeout`. Nothing is undone: an
 * agent continues to start, and a task continues to run.
 *
 * @example
 * ```ts
 * import { WaitTimeoutError } from '@mitosislabs/api';
 * import { TasksAPI } from '@mitosislabs/api/tasks';
 * import { Transport } from '@mitosislabs/transport';
 *
 * const tasks = new TasksAPI(new Transport({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' }));
 * try {
 *   await tasks.wait('office-id', 'task-id', { timeoutMs: 5_000 });
 * } catch (error) {
 *   if (error instanceof WaitTimeoutError) console.log('still at it');
 * }
 * ```
 */
export class WaitTimeoutError extends MitosisError {
  static override readonly errorName: string = 'WaitTimeoutError';

  /**
   * @param what - The awaited state, to follow "Gave up waiting".
   * @param timeoutMs - How long, in ms.
   */
  constructor(what: string, timeoutMs: number) {
    super(`Gave up waiting ${what} after ${timeoutMs} ms.`, {
      code: 'wait_timeout',
      hint: 'It may still happen: ask again.',
    });
  }
}
