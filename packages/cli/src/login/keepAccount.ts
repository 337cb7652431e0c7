import { type Office, OfficesAPI } from '@mitosislabs/api/offices';
import {
  type Keystore,
  KeystoreError,
  type KeystoreErrorCode,
  type Profile,
  type StoredConfig,
} from '@mitosislabs/keystore';
import { Transport } from '@mitosislabs/transport';
import { AuthenticationError } from '@mitosislabs/transport/errors';
import { dashboardEndpointFor, isSameOrigin } from '@mitosislabs/transport/hosts';
import type { Context } from '../Context.ts';
import { keystoreOf, namedProfile } from '../client/connect.ts';
import { miOptions } from '../version.ts';

/** The platform to sign in to. */
export interface Place {
  endpoint: string;
  dashboardEndpoint: string;
}

/** An account with a key that the platform accepts. */
export interface Account {
  apiKey: string;
  /** The e-mail address of its owner, if the dashboard gave one. */
  email: string | undefined;
  /** The offices of its owner. */
  offices: readonly Office[];
}

/** The place where an account was stored. */
export interface Kept {
  profile: string;
  /** The e-mail address of its owner, if it is known: also from an earlier sign-in. */
  email: string | undefined;
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
  /** The profile of `--profile`. Default: one that replaces no other account's key; it becomes the current one. */
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
  given: Account,
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
  const question = { account: given, place, profiles, loadKey, signal };
  const name = asked ?? (await profileFor(question));
  const previous = profiles.find((profile) => profile.name === name);
  const email = given.email ?? (await knownEmail(previous, question));
  const account = { ...given, email };
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
    email,
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

/** The facts that decide the profile of a sign-in. */
interface ProfileQuestion {
  account: Account;
  place: Place;
  /** Every profile of this machine. */
  profiles: readonly Profile[];
  /** Reads the key of one; `undefined` if it cannot be read. */
  loadKey: (name: string) => Promise<string | undefined>;
  signal: AbortSignal;
}

/**
 * Chooses the profile of a sign-in if none was named: the profile with this account, else the current one if it has no
 * account, else a new one. So no key of another account is lost.
 *
 * @returns its name, which may be new.
 */
async function profileFor(question: ProfileQuestion): Promise<string> {
  const { account, place, profiles, loadKey } = question;
  const current = profiles.find(({ isCurrent }) => isCurrent);
  if (profiles.length === 0) return 'default';
  const here = profiles
    .filter(({ endpoint }) => isSameOrigin(endpoint, place.endpoint))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
  const known = here.find(({ email }) => email !== undefined && email === account.email);
  if (known) return known.name;
  if (current && current.apiKeyIn === undefined) return current.name;
  for (const { name, email, apiKeyIn } of here) {
    if (apiKeyIn === undefined) return name;
    const apiKey = await loadKey(name);
    if (apiKey === account.apiKey) return name;
    const others = email !== undefined && account.email !== undefined;
    if (apiKey !== undefined && !others && (await isReplaced(apiKey, question))) return name;
  }
  return newName(account, place, profiles);
}

/** Returns the e-mail address that the profile has for this account, if it is the same account as before. */
async function knownEmail(
  previous: Profile | undefined,
  question: ProfileQuestion,
): Promise<string | undefined> {
  const { account, place, loadKey } = question;
  if (previous?.email === undefined || !isSameOrigin(previous.endpoint, place.endpoint)) return undefined;
  const apiKey = await loadKey(previous.name);
  if (apiKey === account.apiKey || account.offices.some(({ id }) => id === previous.defaultOffice)) {
    return previous.email;
  }
  const isSame = apiKey !== undefined && (await hasSameOwner(apiKey, question).catch(() => false));
  return isSame ? previous.email : undefined;
}

/** Whether two keys are of one owner. Asks the host of the stored one. */
async function hasSameOwner(apiKey: string, { account, place, signal }: ProfileQuestion): Promise<boolean> {
  const { offices } = await checkKey(apiKey, undefined, place, signal);
  const owner = offices[0]?.owner_id;
  return owner !== undefined && owner === account.offices[0]?.owner_id;
}

/** Whether a stored key is of the same account as the new one, or no longer valid. */
async function isReplaced(apiKey: string, question: ProfileQuestion): Promise<boolean> {
  try {
    return await hasSameOwner(apiKey, question);
  } catch (error) {
    // If the host cannot be asked, the key stays.
    return error instanceof AuthenticationError;
  }
}

/** Returns an unused name: that of the host, or that of the person if the host has a profile already. */
function newName({ email }: Account, { endpoint }: Place, profiles: readonly Profile[]): string {
  const { port } = new URL(endpoint);
  const { hostname } = new URL(dashboardEndpointFor(endpoint));
  const isNewHost = profiles.every((profile) => !isSameOrigin(profile.endpoint, endpoint));
  const wanted = isNewHost ? `${hostname}${port && `-${port}`}` : (email?.split('@')[0] ?? 'account');
  const base =
    wanted
      .slice(0, 100)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-')
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, '')
      .slice(0, 50) || 'account';
  const taken = new Set(['default', ...profiles.map(({ name }) => name)]);
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  return name;
}

/** A profile without its name. */
export type ProfileFields = Omit<Profile, 'name' | 'isCurrent'>;

/**
 * Returns a profile with another endpoint. The key, its owner and the default office belong to their hosts: they stay only if
 * both hosts stay.
 *
 * @param dashboard - The dashboard, if it cannot be derived.
 * @throws {@link InvalidArgumentError} if an endpoint is neither https nor on this machine.
 */
export function moveConfig(
  config: ProfileFields | undefined,
  endpoint: string,
  dashboard: string | undefined,
): ProfileFields {
  const checked = new Transport({ endpoint, dashboardEndpoint: dashboard });
  const derived = dashboardEndpointFor(checked.endpoint);
  const hosts = {
    endpoint: checked.endpoint,
    ...(checked.dashboardEndpoint !== derived && { dashboardEndpoint: checked.dashboardEndpoint }),
  };
  const stays =
    config !== undefined &&
    isSameOrigin(config.endpoint, checked.endpoint) &&
    isSameOrigin(
      config.dashboardEndpoint ?? dashboardEndpointFor(config.endpoint),
      checked.dashboardEndpoint,
    );
  if (!stays) return hosts;
  const { apiKeyIn, email, defaultOffice } = config;
  return { ...hosts, apiKeyIn, email, defaultOffice };
}

/**
 * Checks a key against the API, before it is stored or shown.
 *
 * @throws {@link AuthenticationError} when the platform does not accept it.
 */
export async function checkKey(
  apiKey: string,
  email: string | undefined,
  place: Place,
  signal: AbortSignal,
): Promise<Account> {
  const offices = await new OfficesAPI(new Transport({ ...place, apiKey, ...miOptions })).list({
    signal,
  });
  return { apiKey, email, offices };
}

/** The most offices to name. */
const MOST_NAMED = 5;

/** Returns a short name of an account: its e-mail address, or all that the platform says: the owner's id and the offices. */
export function accountName({ email, offices }: Pick<Account, 'email' | 'offices'>): string {
  if (email !== undefined) return email;
  const [first] = offices;
  if (!first) return 'an account without offices';
  const names = offices.slice(0, MOST_NAMED).map(({ name }) => name);
  if (offices.length > MOST_NAMED) names.push('…');
  return `${first.owner_id}, who owns ${names.join(', ')}`;
}

/** The shortest key of which more than the prefix may be shown. */
const LONG_ENOUGH = 24;

/** Returns the beginning of a key, which is enough to tell keys apart: `mi_a1b2…`. */
export function shortKey(apiKey: string): string {
  return `${apiKey.slice(0, apiKey.length < LONG_ENOUGH ? 3 : 7)}…`;
}
