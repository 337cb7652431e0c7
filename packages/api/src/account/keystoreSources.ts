import type { AccountSources, SecretKeystore, StoredAccount, StoredProfile } from './resolveAccount.ts';

/** A keystore with accounts, such as a `Keystore` of `@mitosislabs/keystore`. */
export interface AccountKeystore<Profile extends StoredProfile> extends SecretKeystore {
  /** Returns the name of the profile to use. */
  profile(): Promise<string>;
  /** Lists the profiles that can be read. */
  listProfiles(): Promise<readonly Profile[]>;
  /** Loads the config of the profile to use, with its key; throws if it is broken or missing. */
  loadConfig(): Promise<Partial<StoredAccount> & { readonly apiKey?: string | undefined }>;
}

/**
 * Returns the sources of {@link resolveAccount} that are in a keystore: the profile to use, its key, and the JWT secret.
 *
 * @param keystore - Returns the keystore. Called when it is needed: a keystore that cannot be created may be ignored.
 *
 * @example
 * ```ts
 * import { keystoreSources, resolveAccount } from '@mitosislabs/api/account';
 * import { Keystore } from '@mitosislabs/keystore';
 *
 * const account = await resolveAccount({ env: process.env, ...keystoreSources(() => new Keystore()) });
 * console.log(account.endpoint);
 * ```
 */
export function keystoreSources<Profile extends StoredProfile>(
  keystore: () => AccountKeystore<Profile>,
): Pick<AccountSources<Profile>, 'loadProfile'> &
  Required<Pick<AccountSources<Profile>, 'loadConfig' | 'secretKeystore'>> {
  return {
    loadProfile: async () => {
      const store = keystore();
      const current = await store.profile();
      const found = (await store.listProfiles()).find(({ name }) => name === current);
      // Throws for a broken profile: never falls back to another host.
      if (!found) await store.loadConfig();
      return found;
    },
    loadConfig: () => keystore().loadConfig(),
    secretKeystore: keystore,
  };
}
