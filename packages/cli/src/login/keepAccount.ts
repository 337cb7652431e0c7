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

/** Where an account was put. */
export interface Kept {
  profile: string;
  /** Where its key is. */
  keyIn: 'file' | 'keychain';
  /** Why it is not in the keychain, where it was to be. */
  keychainFailed: string | undefined;
  /** Whether commands act as it from now on, where nothing else is named. */
  isCurrent: boolean;
  /** Who was signed in there before, where that is somebody else. */
  replaced: Profile | undefined;
  /** The profile that was current before, where it is another one and somebody is signed in there. */
  before: Profile | undefined;
}

/** Where an account is to be put. */
export interface KeepOptions {
  /** The profile of `--profile`. Where none is named it is one that loses nobody's key, and it is the current one then. */
  named: string | undefined;
  /** Where its key is to be. */
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
      // Another sign-in came first: it is looked at as if it had always been there.
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
  // A keychain that is locked keeps nobody from signing in.
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
    // Its key too: of two accounts without an address, the second would take the first one's place.
    replaces: previous ?? null,
  });
  const current = profiles.find(({ isCurrent }) => isCurrent);
  // With a name it stays as it is, unless commands would find nobody.
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

/** Stores a config; where the keychain fails after all, in the file. Gives the reason then. */
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
