import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { shellQuote } from '../files/shellQuote.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { DEFAULT_PROFILE, isProfileName } from './assertProfileName.ts';
import { FIELDS, problemOf, problemOfKeychain } from './configFields.ts';
import type { StoredConfig } from './StoredConfig.ts';

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

/** An unusable profile: damaged, or written by a newer version. */
export interface BrokenProfile {
  /** The problem. */
  readonly problem: string;
  /** Its content in the file, which stays unchanged. */
  readonly value: unknown;
}

/** What `config.json` holds: the top level is the profile `default`, the others are in `profiles`. */
export interface ConfigFile {
  /** The current profile; `undefined` when the file has an invalid name. */
  readonly current: string | undefined;
  readonly profiles: ReadonlyMap<string, StoredProfile>;
  readonly broken: ReadonlyMap<string, BrokenProfile>;
  /** Entries of the keychain that nothing refers to, and that are there perhaps. */
  readonly leftovers: readonly string[];
  readonly others: Others;
  /** Values of known fields that this version cannot read. They stay unchanged. */
  readonly unread: {
    readonly current?: unknown;
    readonly profiles: Others;
    readonly leftovers: readonly unknown[];
  };
}

/** What there is before there is a file. */
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
    // The parser's own message quotes the text, which has a key in it.
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
  const { known, others } = split(top);
  // An older version knows the top level alone, and never leaves it empty.
  if (profiles === undefined || Object.keys(known).length > 0) add(DEFAULT_PROFILE, known, known, {});
  const entries = Object.entries(profiles ?? {});
  const isName = (name: string): boolean => isProfileName(name) && name !== DEFAULT_PROFILE;
  for (const [name, value] of entries.filter(([name]) => isName(name))) {
    if (!isObject(value)) unusable.set(name, { problem: 'it must be an object', value });
    else {
      const parts = split(ownFields(value));
      add(name, value, parts.known, parts.others);
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
      ...((Object.keys(rest).length > 0 || !top) && { profiles: rest }),
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
    hint: `Mend it, or move it away (mv -i ${file} ${file}.old) and run \`mi login\`.`,
  });
}
