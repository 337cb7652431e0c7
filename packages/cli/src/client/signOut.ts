import type { Keystore, Profile } from '@mitosislabs/keystore';

/**
 * Forgets the key of a profile, and whose it was. Its endpoint and its office stay.
 *
 * @param keystore - On that profile.
 * @param profile - What is known of it. The key is not read: a keychain that is locked gives none.
 * @returns whether somebody was signed in.
 */
export async function signOut(keystore: Keystore, profile: Profile): Promise<boolean> {
  const { endpoint, dashboardEndpoint, defaultOffice, apiKeyIn } = profile;
  if (apiKeyIn === undefined) return false;
  await keystore.saveConfig({ endpoint, dashboardEndpoint, defaultOffice });
  return true;
}
