import { KeystoreError } from '@mitosislabs/keystore';

/**
 * Makes a change that may forget a key. A keychain that is locked or gone stops nobody: the key is then out of the config,
 * and is deleted with a later change.
 *
 * @param change - Makes it; it reads and stores no key.
 * @returns why a key is still in the keychain, where one is.
 */
export async function changeProfile(change: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (!(error instanceof KeystoreError) || error.code !== 'keychain_failed') throw error;
    return `${error.message} ${error.hint ?? ''}`.trim();
  }
}
