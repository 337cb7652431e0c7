import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { KeystoreError } from '../KeystoreError.ts';
import { type ConfigFile, DEFAULT_PROFILE, FIELDS, type StoredProfile } from './configFile.ts';
import type { Profile } from './Profile.ts';
import type { StoredConfig } from './StoredConfig.ts';

/** The fields of a profile that can be changed without its key. */
export type ProfileFields = Omit<Profile, 'name' | 'isCurrent'>;

/** The stored form of each listed profile, with its key or the place of its key. */
const listed = new WeakMap<Profile, StoredProfile>();

/** The config of a profile after a change. A key in the file stays unless the change forgets it. */
export function configOf(wanted: ProfileFields, before: StoredConfig | undefined): StoredConfig {
  const { endpoint, dashboardEndpoint, email, defaultOffice, apiKeyIn } = wanted;
  const apiKey = apiKeyIn === undefined ? undefined : before?.apiKey;
  return { endpoint, dashboardEndpoint, apiKey, email, defaultOffice };
}

/** The name of the current profile. Throws when it does not exist: another account must not take its place. */
export function currentProfile(path: string, file: ConfigFile): string {
  const { current, profiles, broken } = file;
  if (current === undefined) throw noCurrent(path);
  if (current === DEFAULT_PROFILE || profiles.has(current) || broken.has(current)) return current;
  throw profileUnknown(path, file, current);
}

/** The profiles of the file, `default` first. */
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

/** Throws `profile_changed` when a profile or its key changed since it was listed. `null`: there was none. */
export function assertListed(path: string, file: ConfigFile, name: string, profile: Profile | null): void {
  const before = profile === null ? undefined : listed.get(profile);
  if (profile !== null && (!before || profile.name !== name)) {
    throw new InvalidArgumentError(
      'replaces',
      'must be what listProfiles() returned for this profile, or null',
    );
  }
  if (contentOf(file.profiles.get(name)) === contentOf(before)) return;
  throw new KeystoreError(
    'profile_changed',
    path,
    `The profile ${name} in ${path} was changed in the meantime.`,
    {
      hint: 'List the profiles again, and decide whether to replace it.',
    },
  );
}

function contentOf(stored: StoredProfile | undefined): string | undefined {
  return stored && JSON.stringify([stored.config, stored.entry]);
}

/** Returns the file with another config of a profile; without that profile for `undefined`. */
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
  // Without a host, the fields of a profile stood among the unknown ones.
  const others = name === DEFAULT_PROFILE && config !== undefined ? omit(file.others, FIELDS) : file.others;
  return { ...file, profiles, broken, others };
}

/** Returns the file with other unknown fields of a profile. A profile that does not exist has none. */
export function withOthers(file: ConfigFile, name: string, others: StoredProfile['others']): ConfigFile {
  if (name === DEFAULT_PROFILE) return { ...file, others };
  const profile = file.profiles.get(name);
  if (!profile) return file;
  return { ...file, profiles: new Map(file.profiles).set(name, { ...profile, others }) };
}

/** The unknown fields of a profile. `__proto__` stays in the file: copying it would set a prototype. */
export function othersOf({ others, profiles }: ConfigFile, name: string): Record<string, unknown> {
  const own = name === DEFAULT_PROFILE ? others : profiles.get(name)?.others;
  return omit(own ?? {}, ['__proto__']);
}

function omit(fields: StoredProfile['others'], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** Returns the file with another current profile. */
export function withCurrent(file: ConfigFile, current: string): ConfigFile {
  return { ...file, current };
}

/** Refuses a broken profile. */
export function assertUsable(path: string, { broken }: ConfigFile, name: string): void {
  const problem = broken.get(name)?.problem;
  if (problem === undefined) return;
  throw new KeystoreError('config_invalid', path, `The profile ${name} in ${path} is broken: ${problem}.`, {
    hint: `If a newer version wrote it, update this one. Else repair it in the file, or sign in again: \`mi login --profile ${name}\`.`,
  });
}

function noCurrent(path: string): KeystoreError {
  const problem = `The config file ${path} names no profile as the current one: profile must be a name.`;
  return new KeystoreError('config_invalid', path, problem, {
    hint: 'If a newer version wrote it, update this one. Else choose a profile: `mi auth switch <profile>`.',
  });
}

/** Creates the error for a missing profile, with the names of the others. */
export function profileUnknown(path: string, { profiles }: ConfigFile, name: string): KeystoreError {
  const names = [...profiles.keys()].sort().join(', ');
  return new KeystoreError('profile_unknown', path, `There is no profile ${name} in ${path}.`, {
    hint: names
      ? `There are: ${names}. Name one with \`mi auth switch <profile>\`, or sign in: \`mi login --profile ${name}\`.`
      : `Sign in: \`mi login --profile ${name}\`.`,
  });
}
