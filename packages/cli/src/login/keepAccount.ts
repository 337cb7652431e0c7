import {
  type Keystore,
  KeystoreError,
  type KeystoreErrorCode,
  type Profile,
  type StoredConfig,
} from '@mitosislabs/keystore';
import type { Context } from '../Context.ts';
import { keystoreOf, namedProfile } from '../client/keystoreOf.ts';
import { moveConfig } from '../client/moveConfig.ts';
import type { Account, Place } from './Account.ts';
import { profileFor } from './profileFor.ts';

/** The place where an account was stored. */
export interface Kept {
  profile: string;
  /** The place of its key. */
  keyIn: 'file' | 'keychain';
  /** Why its key is in the file and not in the keychain, if that failed. */
  keychainFailed: string | undefined;
  /** Whether the profile is the current one now. */
  isCurrent: boolean;
  /** The account that it replaced, if that is another one. */
  replaced: Profile | undefined;
  /** The profile that was current before, if it is another one with an account. */
  before: Profile | undefined;
}

/** Options of {@link keepAccount}. */
export interface KeepOptions {
  /** The profile of `--profile`. Default: one where no other key is lost, which becomes the current one. */
  named: string | undefined;
  /** The place for its key. */
  keyIn: 'file' | 'keychain';
}

/** Stores an account in a profile, and its key in the keychain or the file. */
export async function keepAccount(
  account: Account,
  place: Place,
  options: KeepOptions,
  context: Context,
): Promise<Kept> {
  for (;;) {
    try {
      return await tryToKeep(account, place, options, context);
    } catch (error) {
      // Another process signed in meanwhile: start again.
      if (!isOf(error, 'profile_changed')) throw error;
    }
  }
}

function isOf(error: unknown, code: KeystoreErrorCode): error is KeystoreError {
  return error instanceof KeystoreError && error.code === code;
}

async function tryToKeep(
  account: Account,
  place: Place,
  { named, keyIn }: KeepOptions,
  context: Context,
): Promise<Kept> {
  const profiles = await keystoreOf(context).listProfiles();
  const { signal } = context;
  // A locked keychain must not prevent a sign-in.
  const loadKey = async (name: string) =>
    (
      await keystoreOf(context, name)
        .loadConfig()
        .catch(() => undefined)
    )?.apiKey;
  const asked = namedProfile(context, named);
  const name = asked ?? (await profileFor({ account, place, profiles, loadKey, signal }));
  const previous = profiles.find((profile) => profile.name === name);
  const isOther =
    previous?.apiKeyIn !== undefined &&
    previous.email !== account.email &&
    (await loadKey(name)) !== account.apiKey;
  const keystore = keystoreOf(context, name);
  const keychainFailed = await store(keystore, configOf(account, place, previous), {
    apiKeyIn: keyIn,
    // Includes its key: of two accounts without an e-mail address, the second would replace the first.
    replaces: previous ?? null,
  });
  const current = profiles.find(({ isCurrent }) => isCurrent);
  // A named profile becomes current only if the current one has no account.
  const isCurrent = asked === undefined || current?.apiKeyIn === undefined || current.name === name;
  if (isCurrent) await keystore.switchProfile(name);
  return {
    profile: name,
    keyIn: keychainFailed === undefined ? keyIn : 'file',
    keychainFailed,
    isCurrent,
    replaced: isOther ? previous : undefined,
    before: current?.apiKeyIn !== undefined && current.name !== name ? current : undefined,
  };
}

function configOf(account: Account, place: Place, previous: Profile | undefined): StoredConfig {
  const { apiKey, email, offices } = account;
  const moved = moveConfig(previous, place.endpoint, place.dashboardEndpoint);
  const { endpoint, dashboardEndpoint, defaultOffice } = moved;
  const kept = offices.some(({ id }) => id === defaultOffice) ? defaultOffice : undefined;
  return { endpoint, dashboardEndpoint, apiKey, email, defaultOffice: kept };
}

interface StoreOptions {
  apiKeyIn: 'file' | 'keychain';
  replaces: Profile | null;
}

/** Stores a config. If the keychain fails, stores it in the file and returns the reason. */
async function store(
  keystore: Keystore,
  config: StoredConfig,
  { apiKeyIn, replaces }: StoreOptions,
): Promise<string | undefined> {
  try {
    await keystore.saveConfig(config, { apiKeyIn, replaces });
    return undefined;
  } catch (error) {
    if (apiKeyIn === 'file' || !isOf(error, 'keychain_failed')) throw error;
    await keystore.saveConfig(config, { apiKeyIn: 'file', replaces });
    return error.message;
  }
}
