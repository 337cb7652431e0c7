import type { StoredConfig } from './StoredConfig.ts';

/** The fields of a profile that are known here, in the order of the file. */
export const FIELDS = [
  'endpoint',
  'dashboardEndpoint',
  'apiKey',
  'email',
  'defaultOffice',
] as const satisfies readonly (keyof StoredConfig)[];

const URLS: readonly string[] = ['endpoint', 'dashboardEndpoint'];

/** Finds the first invalid field of a profile. Returns `undefined` when all are valid. */
export function problemOf(config: Partial<StoredConfig>): [field: string, problem: string] | undefined {
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
export function problemOfKeychain(
  where: unknown,
  entry: unknown,
): [field: string, problem: string] | undefined {
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
