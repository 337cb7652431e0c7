import { KeystoreError } from '../src/KeystoreError.ts';

/** Returns the keystore's error that a promise rejects with. Throws anything else. */
export async function failure(promise: Promise<unknown>): Promise<KeystoreError> {
  const error = await promise.then(
    (value) => new Error(`it was used: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof KeystoreError)) throw error;
  return error;
}
