import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** Refuses anything but an `AbortSignal`. Not `instanceof`: signals also come from other realms and polyfills. */
export function assertSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  if (
    typeof signal === 'object' &&
    signal !== null &&
    typeof Reflect.get(signal, 'aborted') === 'boolean' &&
    typeof Reflect.get(signal, 'addEventListener') === 'function'
  ) {
    return;
  }
  throw new InvalidArgumentError('signal', 'must be an AbortSignal', {
    hint: 'Pass the `signal` of an AbortController, not the controller.',
  });
}
