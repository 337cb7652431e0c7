import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { DEFAULT_PROFILE, isProfileName } from './assertProfileName.ts';
import { FIELDS, problemOf, problemOfKeychain } from './configFields.ts';
import { KeystoreError } from './KeystoreError.ts';
import type { StoredConfig } from './StoredConfig.ts';
import { shellQuote } from './shellQuote.ts';

/** More than this is no config. In bytes. */
export const LARGEST_CONFIG = 1024 * 1024;
/** Nor is what is nested deeper; what is nested very deeply can be read, and not be written. */
const DEEPEST = 32;

/** The fields that another version wrote. They stay as they are. */
type Others = Readonly<Record<string, unknown>>;

/** One profile of the file. Unknown fields of `default` are those of the file itself. */
export interface StoredProfile {
  /** Its fields; without the key when that is in the keychain. */
  readonly config: StoredConfig;
  /** Which entry of the keychain has the key. */
  readonly entry?: string | undefined;
  readonly others: Others;
}

/** What `config.json` holds: the top level is the profile `default`, the others are in `profiles`. */
export interface ConfigFile {
  /** The profile that is used where none is named. */
  readonly current: string;
  readonly profiles: ReadonlyMap<string, StoredProfile>;
  /** Entries of the keychain that nothing refers to, and that are there perhaps. */
  readonly leftovers: readonly string[];
  readonly others: Others;
}

/** What there is before there is a file. */
export const NO_CONFIG: ConfigFile = {
  current: DEFAULT_PROFILE,
  profiles: new Map(),
  leftovers: [],
  others: {},
};

/** Reads the bytes of `config.json`. Whatever cannot be right is refused: nothing is ever guessed. */
export function parseConfig(path: string, bytes: Uint8Array): ConfigFile {
  if (bytes.length > LARGEST_CONFIG) throw broken(path, `it is larger than ${LARGEST_CONFIG} bytes`);
  if (bytes.length === 0) throw broken(path, 'it is empty');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    // The parser's own message quotes the text, which has a key in it.
    throw broken(path, bytes[0] === 0xef ? 'it begins with a byte order mark' : 'it is not JSON');
  }
  if (!isObject(value)) throw broken(path, 'it is not a JSON object');
  if (isDeeper(value, DEEPEST)) throw broken(path, `it is nested more than ${DEEPEST} deep`);
  const { profile = DEFAULT_PROFILE, profiles, keychainLeftovers = [], ...top } = ownFields(value);
  if (!isProfileName(profile)) throw broken(path, 'profile must be the name of a profile');
  if (profiles !== undefined && !isObject(profiles)) throw broken(path, 'profiles must be an object');
  if (!isListOfText(keychainLeftovers)) throw broken(path, 'keychainLeftovers must be a list of text');
  const found = new Map<string, StoredProfile>();
  const { known, others } = split(top);
  // An older version knows the top level alone, and never leaves it empty.
  if (profiles === undefined || Object.keys(known).length > 0) {
    found.set(DEFAULT_PROFILE, { ...checked(path, known, ''), others: {} });
  }
  for (const [name, fields] of Object.entries(profiles ?? {})) {
    if (!isProfileName(name) || name === DEFAULT_PROFILE) {
      throw broken(path, 'profiles has a name that no profile can have');
    }
    if (!isObject(fields)) throw broken(path, `profiles.${name} must be an object`);
    const profileParts = split(ownFields(fields));
    const profile = checked(path, profileParts.known, `profiles.${name}.`);
    found.set(name, { ...profile, others: profileParts.others });
  }
  return { current: profile, profiles: found, leftovers: keychainLeftovers, others };
}

/** The text of `config.json`. Unknown fields are kept as they are; a field that is `undefined` is left out. */
export function formatConfig({ current, profiles, leftovers, others }: ConfigFile): string {
  const top = profiles.get(DEFAULT_PROFILE);
  const rest = [...profiles].filter(([name]) => name !== DEFAULT_PROFILE);
  const text = JSON.stringify(
    {
      ...(top && knownOf(top)),
      ...(current !== DEFAULT_PROFILE && { profile: current }),
      ...((rest.length > 0 || !top) && {
        profiles: Object.fromEntries(
          rest.map(([name, profile]) => [name, { ...knownOf(profile), ...profile.others }]),
        ),
      }),
      ...(leftovers.length > 0 && { keychainLeftovers: leftovers }),
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
  if (typeof config !== 'object' || config === null) {
    throw new InvalidArgumentError('config', 'must be an object');
  }
  const [field, problem] = problemOf(config) ?? [];
  if (field !== undefined) throw new InvalidArgumentError(`config.${field}`, problem ?? '');
}

function knownOf({ config, entry }: StoredProfile): Record<string, unknown> {
  return {
    ...Object.fromEntries(FIELDS.map((name) => [name, config[name]])),
    ...(entry !== undefined && { apiKeyIn: 'keychain', apiKeyEntry: entry }),
  };
}

/** Fields by name, `__proto__` among them. What is not in the file is not inherited either. */
function ownFields(value: object): Record<string, unknown> {
  return Object.assign(Object.create(null), Object.fromEntries(Object.entries(value)));
}

function split(fields: Others): { known: Record<string, unknown>; others: Record<string, unknown> } {
  const entries = Object.entries(fields);
  return {
    known: Object.fromEntries(entries.filter(([name]) => isField(name))),
    others: Object.fromEntries(entries.filter(([name]) => !isField(name))),
  };
}

function checked(path: string, known: Record<string, unknown>, where: string): Omit<StoredProfile, 'others'> {
  const { apiKeyIn, apiKeyEntry, ...config } = known;
  const problem = problemOf(config) ?? problemOfKeychain(apiKeyIn, apiKeyEntry);
  if (problem) throw broken(path, `${where}${problem.join(' ')}`);
  const entry = typeof apiKeyEntry === 'string' ? apiKeyEntry : undefined;
  return { config: config as unknown as StoredConfig, entry };
}

function isField(name: string): boolean {
  return (FIELDS as readonly string[]).includes(name) || name === 'apiKeyIn' || name === 'apiKeyEntry';
}

function isListOfText(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
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
    hint: `Mend it, or move it away (mv -i ${file} ${file}.old) and run \`mi login\`.`,
  });
}
