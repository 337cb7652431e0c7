import type { Keystore, Profile } from '@mitosislabs/keystore';
import { changeProfile } from './changeProfile.ts';

/** The result of a sign-out. */
export interface SignedOut {
  /** The profile that was signed in; `undefined` if none was. */
  profile: Profile | undefined;
  /** Why the key is still in the keychain, if it is. */
  keyLeft: string | undefined;
}

/**
 * Removes the key of the keystore's profile, and its owner. The endpoint and the office stay. Does not read the key: the keychain
 * may be locked.
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
