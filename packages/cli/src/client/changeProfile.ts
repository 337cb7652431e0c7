import { KeystoreError } from '@mitosislabs/keystore';

/**
 * Makes a change that may remove a key. If the keychain is locked or missing, the key is removed from the config only, and a
 * later change deletes it.
 *
 * @param change - Makes the change; it reads and stores no key.
 * @returns why a key is still in the keychain, if one is.
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
