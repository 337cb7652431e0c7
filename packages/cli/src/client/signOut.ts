import type { Keystore, Profile } from '@mitosislabs/keystore';

/** Somebody who was signed out. */
export type SignedOut = Pick<Profile, 'name' | 'email' | 'endpoint'>;

/**
 * Forgets the key of a profile, and whose it was. Its endpoint and its office stay.
 *
 * @param keystore - On that profile.
 * @param name - The profile.
 * @returns `undefined` when nobody was signed in.
 */
export async function signOut(keystore: Keystore, name: string): Promise<SignedOut | undefined> {
  let signedOut: SignedOut | undefined;
  await keystore.updateConfig((current) => {
    signedOut = undefined;
    if (current?.apiKey === undefined) return current;
    const { apiKey: _, email, ...rest } = current;
    signedOut = { name, email, endpoint: current.endpoint };
    return rest;
  });
  return signedOut;
}
