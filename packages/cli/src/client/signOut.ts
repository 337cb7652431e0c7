import type { Keystore, Profile } from '@mitosislabs/keystore';
import { changeProfile } from './changeProfile.ts';

/** What came of signing out. */
export interface SignedOut {
  /** Who was signed in; `undefined` when nobody was. */
  profile: Profile | undefined;
  /** Why the key is still in the keychain, where it is. */
  keyLeft: string | undefined;
}

/**
 * Forgets the key of the keystore's profile, and whose it was. Its endpoint and its office stay, whatever they are by now.
 * The key is not read: a keychain that is locked gives none.
 */
export async function signOut(keystore: Keystore): Promise<SignedOut> {
  let profile: Profile | undefined;
  const keyLeft = await changeProfile(() =>
    keystore.updateProfile((current) => {
      profile = current?.apiKeyIn === undefined ? undefined : current;
      if (!profile) return current;
      const { endpoint, dashboardEndpoint, defaultOffice } = profile;
      return { endpoint, dashboardEndpoint, defaultOffice };
    }),
  );
  return { profile, keyLeft };
}
