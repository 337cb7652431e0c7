import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { KeystoreError } from '../KeystoreError.ts';
import { DEFAULT_PROFILE } from './assertProfileName.ts';
import type { ConfigFile, StoredProfile } from './configFile.ts';
import type { Profile } from './Profile.ts';
import type { StoredConfig } from './StoredConfig.ts';

/** What can be changed of a profile without its key. */
export type ProfileFields = Omit<Profile, 'name' | 'isCurrent'>;

/** What the file held of a profile when it was listed: also the key, or where that is, which nobody is shown. */
const listed = new WeakMap<Profile, StoredProfile>();

/** The config of a profile after a change; its key stays where it was in the file, unless it is to be forgotten. */
export function configOf(wanted: ProfileFields, before: StoredConfig | undefined): StoredConfig {
  const { endpoint, dashboardEndpoint, email, defaultOffice, apiKeyIn } = wanted;
  const apiKey = apiKeyIn === undefined ? undefined : before?.apiKey;
  return { endpoint, dashboardEndpoint, apiKey, email, defaultOffice };
}

/** The name of the profile that is used where none is named. One that is gone is never taken for another. */
export function currentProfile(path: string, file: ConfigFile): string {
  const { current, profiles, broken } = file;
  if (current === undefined) throw noCurrent(path);
  if (current === DEFAULT_PROFILE || profiles.has(current) || broken.has(current)) return current;
  throw profileUnknown(path, file, current);
}

/** What the file says of its profiles, `default` first. */
export function profilesOf({ current, profiles }: ConfigFile): Profile[] {
  return [...profiles]
    .sort(([a], [b]) => Number(b === DEFAULT_PROFILE) - Number(a === DEFAULT_PROFILE) || (a < b ? -1 : 1))
    .map(([name, stored]) => {
      const { apiKey, ...shown } = stored.config;
      const apiKeyIn = apiKey !== undefined ? 'file' : stored.entry && 'keychain';
      const profile: Profile = { name, isCurrent: name === current, ...shown, ...(apiKeyIn && { apiKeyIn }) };
      listed.set(profile, stored);
      return profile;
    });
}

/** Refuses to go on when a profile, or its key, is not any more what it was when it was listed; `null`: there was none. */
export function assertListed(path: string, file: ConfigFile, name: string, profile: Profile | null): void {
  const before = profile === null ? undefined : listed.get(profile);
  if (profile !== null && (!before || profile.name !== name)) {
    throw new InvalidArgumentError('replaces', 'must be what listProfiles() gave for this profile, or null');
  }
  if (contentOf(file.profiles.get(name)) === contentOf(before)) return;
  throw new KeystoreError('profile_changed', path, `The profile ${name} in ${path} was changed meanwhile.`, {
    hint: 'List the profiles again, and look whether it is still to be replaced.',
  });
}

function contentOf(stored: StoredProfile | undefined): string | undefined {
  return stored && JSON.stringify([stored.config, stored.entry]);
}

/** The file with a profile in place of the one of that name; without it for `undefined`. */
export function withProfile(
  file: ConfigFile,
  name: string,
  config: StoredConfig | undefined,
  entry?: string,
): ConfigFile {
  const profiles = new Map<string, StoredProfile>(file.profiles);
  if (config === undefined) profiles.delete(name);
  else profiles.set(name, { config, entry, others: profiles.get(name)?.others ?? {} });
  const broken = new Map(file.broken);
  broken.delete(name);
  return { ...file, profiles, broken };
}

/** The file with another current profile. */
export function withCurrent(file: ConfigFile, current: string): ConfigFile {
  return { ...file, current };
}

/** Refuses a broken profile. */
export function assertUsable(path: string, { broken }: ConfigFile, name: string): void {
  const problem = broken.get(name)?.problem;
  if (problem === undefined) return;
  throw new KeystoreError('config_invalid', path, `The profile ${name} in ${path} is broken: ${problem}.`, {
    hint: `If a newer version wrote it, update this one. Else mend it in the file, or sign in again: \`mi login --profile ${name}\`.`,
  });
}

function noCurrent(path: string): KeystoreError {
  const problem = `The config file ${path} names no profile as the current one: profile must be a name.`;
  return new KeystoreError('config_invalid', path, problem, {
    hint: 'If a newer version wrote it, update this one. Else choose a profile: `mi auth switch <profile>`.',
  });
}

/** Says which profiles there are instead. */
export function profileUnknown(path: string, { profiles }: ConfigFile, name: string): KeystoreError {
  const names = [...profiles.keys()].sort().join(', ');
  return new KeystoreError('profile_unknown', path, `There is no profile ${name} in ${path}.`, {
    hint: names
      ? `There are: ${names}. Name one with \`mi auth switch <profile>\`, or sign in: \`mi login --profile ${name}\`.`
      : `Sign in: \`mi login --profile ${name}\`.`,
  });
}
