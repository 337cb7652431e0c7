import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * Waits for a result for a limited time, in ms.
 *
 * @throws {@link MitosisError} `state_timeout` when the time is over. The work goes on, and its result is dropped.
 */
export function limited<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timeoutError(ms)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function timeoutError(ms: number): MitosisError {
  return new MitosisError(`The state of the fleet did not respond within ${ms} ms.`, {
    code: 'state_timeout',
    hint: 'Check that the store is up, and that it can be reached from here.',
  });
}
