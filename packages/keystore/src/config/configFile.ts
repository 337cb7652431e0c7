import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { KeystoreError } from '../KeystoreError.ts';
import { shellQuote } from '../permissions/assertPrivate.ts';
import { isProfileName } from './profileName.ts';
import type { StoredConfig } from './StoredConfig.ts';

/** The name of the profile at the top level of `config.json`, which is used if no profile is named. */
export const DEFAULT_PROFILE = 'default';

/** The fields of a profile that are known here, in the order of the file. */
export const FIELDS = [
  'endpoint',
  'dashboardEndpoint',
  'apiKey',
  'email',
  'defaultOffice',
] as const satisfies readonly (keyof StoredConfig)[];

const URLS: readonly string[] = ['endpoint', 'dashboardEndpoint'];

/** The largest config file, in bytes. */
export const LARGEST_CONFIG = 1024 * 1024;
/** The deepest nesting. Very deep JSON can be parsed, but not written again. */
const DEEPEST = 32;

/** The fields that make a profile of the top level. */
const NEED_ENDPOINT = ['endpoint', 'dashboardEndpoint', 'apiKey', 'apiKeyIn', 'apiKeyEntry'];

/** The names of the top level that are not fields of a profile. */
const STRUCTURE = ['profile', 'profiles', 'keychainLeftovers'];

/** The fields that this version does not know. They stay as they are. */
type Others = Readonly<Record<string, unknown>>;

/** One profile of the file. Unknown fields of `default` are those of the file itself. */
export interface StoredProfile {
  /** Its fields, without a key that is in the keychain. */
  readonly config: StoredConfig;
  /** The entry of the keychain that has the key. */
  readonly entry?: string | undefined;
  readonly others: Others;
}

/** An unusable profile: damaged, or written by a newer version. */
export interface BrokenProfile {
  /** The problem. */
  readonly problem: string;
  /** Its content in the file, which stays unchanged. */
  readonly value: unknown;
}

/** The content of `config.json`: the top level is the profile `default`, the others are in `profiles`. */
export interface ConfigFile {
  /** The current profile; `undefined` when the file has an invalid name. */
  readonly current: string | undefined;
  readonly profiles: ReadonlyMap<string, StoredProfile>;
  readonly broken: ReadonlyMap<string, BrokenProfile>;
  /** Entries of the keychain that are no longer used, and may still exist. */
  readonly leftovers: readonly string[];
  readonly others: Others;
  /** Values of known fields that this version cannot read. They stay unchanged. */
  readonly unread: {
    readonly current?: unknown;
    readonly profiles: Others;
    readonly leftovers: readonly unknown[];
  };
}

/** The config before there is a file. */
export const NO_CONFIG: ConfigFile = {
  current: DEFAULT_PROFILE,
  profiles: new Map(),
  broken: new Map(),
  leftovers: [],
  others: {},
  unread: { profiles: {}, leftovers: [] },
};

/**
 * Parses the bytes of `config.json`, without guessing: an invalid profile counts as broken, and a file with other
 * errors is refused.
 */
export function parseConfig(path: string, bytes: Uint8Array): ConfigFile {
  if (bytes.length > LARGEST_CONFIG) throw broken(path, `it is larger than ${LARGEST_CONFIG} bytes`);
  if (bytes.length === 0) throw broken(path, 'it is empty');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // The parser's own message quotes the text, which may have a key in it.
    throw broken(path, bytes[0] === 0xef ? 'it begins with a byte order mark' : 'it is not JSON');
  }
  if (!isObject(value)) throw broken(path, 'it is not a JSON object');
  if (isDeeper(value, DEEPEST)) throw broken(path, `it is nested more than ${DEEPEST} deep`);
  const { profile = DEFAULT_PROFILE, profiles, keychainLeftovers = [], ...top } = ownFields(value);
  if (profiles !== undefined && !isObject(profiles)) throw broken(path, 'profiles must be an object');
  if (!Array.isArray(keychainLeftovers)) throw broken(path, 'keychainLeftovers must be a list');
  const found = new Map<string, StoredProfile>();
  const unusable = new Map<string, BrokenProfile>();
  const add = (name: string, value: unknown, known: Others, others: Others): void => {
    const problem = problemIn(known);
    if (problem === undefined) found.set(name, { ...usable(known), others });
    else unusable.set(name, { problem, value });
  };
  const parts = split(top);
  // A profile needs a host. A key without a host is an error: it must not go to a default host.
  const isProfile = NEED_ENDPOINT.some((name) => name in parts.known);
  const others = isProfile ? parts.others : top;
  if (isProfile) add(DEFAULT_PROFILE, parts.known, parts.known, {});
  const entries = Object.entries(profiles ?? {});
  const isName = (name: string): boolean => isProfileName(name) && name !== DEFAULT_PROFILE;
  for (const [name, value] of entries.filter(([name]) => isName(name))) {
    if (!isObject(value)) unusable.set(name, { problem: 'it must be an object', value });
    else {
      const fields = split(ownFields(value));
      add(name, value, fields.known, fields.others);
    }
  }
  const isText = (entry: unknown): entry is string => typeof entry === 'string';
  return {
    current: isProfileName(profile) ? profile : undefined,
    profiles: found,
    broken: unusable,
    leftovers: keychainLeftovers.filter(isText),
    others,
    unread: {
      ...(!isProfileName(profile) && { current: profile }),
      profiles: Object.fromEntries(entries.filter(([name]) => !isName(name))),
      leftovers: keychainLeftovers.filter((entry) => !isText(entry)),
    },
  };
}

/** The text of `config.json`. Unknown fields are kept as they are; a field that is `undefined` is left out. */
export function formatConfig({ current, profiles, broken, leftovers, others, unread }: ConfigFile): string {
  const written = new Map<string, unknown>([
    ...[...profiles].map(([name, profile]) => [name, { ...knownOf(profile), ...profile.others }] as const),
    ...[...broken].map(([name, { value }]) => [name, value] as const),
  ]);
  const top = written.get(DEFAULT_PROFILE);
  written.delete(DEFAULT_PROFILE);
  const rest = { ...Object.fromEntries(written), ...unread.profiles };
  const allLeftovers = [...leftovers, ...unread.leftovers];
  const text = JSON.stringify(
    {
      ...(isObject(top) && top),
      ...(current === undefined
        ? { profile: unread.current }
        : current !== DEFAULT_PROFILE && { profile: current }),
      ...(Object.keys(rest).length > 0 && { profiles: rest }),
      ...(allLeftovers.length > 0 && { keychainLeftovers: allLeftovers }),
      ...others,
    },
    null,
    2,
  );
  if (Buffer.byteLength(text) < LARGEST_CONFIG) return `${text}\n`;
  throw new InvalidArgumentError('config', `must leave the file below ${LARGEST_CONFIG} bytes`);
}

/** Refuses a config that could not be read back. */
export function assertConfig(config: StoredConfig): void {
  if (!isObject(config)) throw new InvalidArgumentError('config', 'must be an object');
  const [field, problem] = problemOf(config) ?? [];
  if (field !== undefined) throw new InvalidArgumentError(`config.${field}`, problem ?? '');
}

/**
 * Splits the config of another program into the fields of a profile and the rest.
 *
 * @returns `config` is `undefined` when there is no host in it: then all of it is the rest.
 * @throws {@link InvalidArgumentError} when it is not JSON, has a field name that the file's own structure uses, or a
 * field that cannot be read back.
 */
export function splitConfig(value: object): { config: StoredConfig | undefined; others: Others } {
  const fields = jsonFields(value);
  const reserved = [...STRUCTURE, 'apiKeyIn', 'apiKeyEntry'].find((name) => name in fields);
  if (reserved !== undefined) {
    throw new InvalidArgumentError(`config.${reserved}`, 'is a name that the keystore uses itself');
  }
  if (!NEED_ENDPOINT.some((name) => name in fields)) return { config: undefined, others: fields };
  const { known, others } = split(fields);
  const config = known as unknown as StoredConfig;
  assertConfig(config);
  return { config, others };
}

function jsonFields(value: object): Others {
  if (!isObject(value)) throw new InvalidArgumentError('config', 'must be an object');
  let copy: unknown;
  try {
    copy = JSON.parse(JSON.stringify(value));
  } catch {
    // Also the error of a circular object quotes names.
  }
  if (isObject(copy) && !isDeeper(copy, DEEPEST)) return ownFields(copy);
  throw new InvalidArgumentError('config', `must be JSON, nested at most ${DEEPEST} deep`);
}

function knownOf({ config, entry }: StoredProfile): Record<string, unknown> {
  return {
    ...Object.fromEntries(FIELDS.map((name) => [name, config[name]])),
    ...(entry !== undefined && { apiKeyIn: 'keychain', apiKeyEntry: entry }),
  };
}

/** An object's own fields, `__proto__` among them, without a prototype to inherit from. */
function ownFields(value: object): Record<string, unknown> {
  return Object.assign(Object.create(null), Object.fromEntries(Object.entries(value)));
}

function split(fields: Others): { known: Record<string, unknown>; others: Record<string, unknown> } {
  const [known, others] = [ownFields({}), ownFields({})];
  for (const [name, value] of Object.entries(fields)) (isField(name) ? known : others)[name] = value;
  return { known, others };
}

/** The problem of a profile; `undefined` when it is usable. */
function problemIn({ apiKeyIn, apiKeyEntry, ...config }: Others): string | undefined {
  return (problemOf(config) ?? problemOfKeychain(apiKeyIn, apiKeyEntry))?.join(' ');
}

function usable({ apiKeyIn, apiKeyEntry, ...config }: Others): Omit<StoredProfile, 'others'> {
  const entry = typeof apiKeyEntry === 'string' ? apiKeyEntry : undefined;
  return { config: config as unknown as StoredConfig, entry };
}

function isField(name: string): boolean {
  return (FIELDS as readonly string[]).includes(name) || name === 'apiKeyIn' || name === 'apiKeyEntry';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}

function broken(path: string, problem: string): KeystoreError {
  const file = shellQuote(path);
  return new KeystoreError('config_invalid', path, `The config file ${path} is broken: ${problem}.`, {
    hint: `Repair it, or move it away (mv -i ${file} ${file}.old) and run \`mi login\`.`,
  });
}

/** Finds the first invalid field of a profile. Returns `undefined` when all are valid. */
function problemOf(config: Partial<StoredConfig>): [field: string, problem: string] | undefined {
  for (const name of FIELDS) {
    const value: unknown = Object.hasOwn(config, name) ? config[name] : undefined;
    if (value === undefined && name !== 'endpoint') continue;
    if (value === undefined) return [name, 'is missing'];
    if (typeof value !== 'string' || value === '') return [name, 'must be text, and not empty'];
    if (URLS.includes(name) && !isWebAddress(value)) return [name, 'must be an http or https URL'];
  }
  return undefined;
}

/** Finds the problem in the keychain fields of the file. Returns `undefined` when they are valid. */
function problemOfKeychain(where: unknown, entry: unknown): [field: string, problem: string] | undefined {
  if (where === undefined && entry === undefined) return undefined;
  if (where !== 'keychain') return ['apiKeyIn', 'must be "keychain" or absent'];
  if (typeof entry === 'string' && /^[0-9a-f]{16}$/.test(entry)) return undefined;
  return ['apiKeyEntry', 'must be 16 hex digits'];
}

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}
