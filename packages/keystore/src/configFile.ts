import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { KeystoreError } from './KeystoreError.ts';
import type { StoredConfig } from './StoredConfig.ts';
import { shellQuote } from './shellQuote.ts';

/** More than this is no config. In bytes. */
export const LARGEST_CONFIG = 1024 * 1024;

const FIELDS = [
  'endpoint',
  'dashboardEndpoint',
  'apiKey',
  'email',
  'defaultOffice',
] as const satisfies readonly (keyof StoredConfig)[];
const URLS: readonly string[] = ['endpoint', 'dashboardEndpoint'];

/** What `config.json` holds: the fields that are known here, and the ones that another version wrote. */
export interface ConfigFile {
  config: StoredConfig;
  others: Readonly<Record<string, unknown>>;
}

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
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw broken(path, 'it is not a JSON object');
  }
  const entries = Object.entries(value);
  const known = Object.fromEntries(entries.filter(([name]) => isField(name)));
  const problem = problemOf(known);
  if (problem) throw broken(path, problem.join(' '));
  return {
    config: known as unknown as StoredConfig,
    others: Object.fromEntries(entries.filter(([name]) => !isField(name))),
  };
}

/** The text of `config.json`. Fields of `others` are kept as they are; a field that is `undefined` is left out. */
export function formatConfig(config: StoredConfig, others: ConfigFile['others']): string {
  const known = Object.fromEntries(FIELDS.map((name) => [name, config[name]]));
  return `${JSON.stringify({ ...known, ...others }, null, 2)}\n`;
}

/** Refuses a config that could not be read back. */
export function assertConfig(config: StoredConfig): void {
  if (typeof config !== 'object' || config === null) {
    throw new InvalidArgumentError('config', 'must be an object');
  }
  const [field, problem] = problemOf(config) ?? [];
  if (field !== undefined) throw new InvalidArgumentError(`config.${field}`, problem ?? '');
}

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

function isField(name: string): boolean {
  return (FIELDS as readonly string[]).includes(name);
}

function isWebAddress(value: string): boolean {
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

function broken(path: string, problem: string): KeystoreError {
  const file = shellQuote(path);
  return new KeystoreError('config_invalid', path, `The config file ${path} is broken: ${problem}.`, {
    hint: `Mend it, or move it away (mv ${file} ${file}.old) and run \`mi login\`.`,
  });
}
