import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * What was waited for did not happen in time. Its `code` is `wait_timeout`. Nothing was undone: an agent goes on getting
 * ready, a task goes on being worked on.
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
   * @param what - What was waited for, to follow «Gave up waiting».
   * @param timeoutMs - How long, in ms.
   */
  constructor(what: string, timeoutMs: number) {
    super(`Gave up waiting ${what} after ${timeoutMs} ms.`, {
      code: 'wait_timeout',
      hint: 'It may still happen: ask again.',
    });
  }
}
