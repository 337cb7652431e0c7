import { createHash, randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { KeystoreError } from '../KeystoreError.ts';
import { askKeychain, NOT_INSTALLED } from './askKeychain.ts';

/** The name under which the keychain shows its entries. */
const SERVICE = 'ai.mitosislabs.mi';
/** How long to wait when the keychain may ask the user for a password, in ms. */
const LIMIT_MS = 20_000;
/** How long to wait for a keychain when the user must not be asked, in ms. */
const SHORT_LIMIT_MS = 3_000;

/** The hosts that a key may be sent to. */
interface Hosts {
  readonly endpoint: string;
  readonly dashboardEndpoint?: string | undefined;
}

/** API keys in the operating system's keychain, for the profiles of one `config.json`. */
export class Keychain {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Whether a value can be stored and read back. */
  async works(): Promise<boolean> {
    const account = `probe ${randomBytes(8).toString('hex')}`;
    const secret = randomBytes(16).toString('hex');
    const request = { action: 'probe', service: SERVICE, account, secret } as const;
    return (await askKeychain(request, SHORT_LIMIT_MS)).error === undefined;
  }

  /**
   * The name of an entry. It includes the hosts that the key may be sent to: editing them in the file does
   * not reveal the key.
   *
   * @param entry - Random, so that a new key is stored beside the old one.
   */
  account(profile: string, { endpoint, dashboardEndpoint }: Hosts, entry: string): string {
    const hosts = [new URL(endpoint).origin, dashboardEndpoint && new URL(dashboardEndpoint).origin];
    const all = JSON.stringify([dirname(this.#path), profile, hosts, entry]);
    return `${profile} ${hosts[0]} ${createHash('sha256').update(all).digest('hex').slice(0, 32)}`;
  }

  /** Reads the key of a profile. */
  async load(profile: string, account: string): Promise<string> {
    const { value, error } = await askKeychain({ action: 'get', service: SERVICE, account }, LIMIT_MS);
    if (typeof value === 'string') return value;
    const reason = error ?? 'it has no entry for this profile on this host';
    throw this.#failed(`The API key of profile ${profile} could not be read from the keychain: ${reason}.`, [
      ...(error ? [wayBack(error)] : []),
      `Sign in again: \`mi login --profile ${profile}\``,
    ]);
  }

  /** Stores a key, and reads it back. */
  async store(profile: string, account: string, secret: string): Promise<void> {
    const { error } = await askKeychain({ action: 'set', service: SERVICE, account, secret }, LIMIT_MS);
    if (error === undefined) return;
    throw this.#failed(`The API key of profile ${profile} could not be stored in the keychain: ${error}.`, [
      wayBack(error),
      'Keep the key in the file instead',
    ]);
  }

  /** Deletes entries. Returns those that could not be deleted. */
  async remove(accounts: readonly string[]): Promise<string[]> {
    const kept: string[] = [];
    for (const [index, account] of accounts.entries()) {
      const begun = performance.now();
      const { error } = await askKeychain({ action: 'delete', service: SERVICE, account }, SHORT_LIMIT_MS);
      if (error === undefined) continue;
      // Other processes wait for the config meanwhile: stops if the keychain does not respond.
      if (performance.now() - begun >= SHORT_LIMIT_MS) return [...kept, ...accounts.slice(index)];
      kept.push(account);
    }
    return kept;
  }

  /** Creates the error for a key that could not be deleted. */
  notRemoved(accounts: readonly string[]): KeystoreError {
    const entries = accounts.map((account) => `"${account}"`).join(', ');
    return this.#failed(`An API key could not be deleted from the keychain: ${entries} of ${SERVICE}.`, [
      'Unlock the keychain; the next change of the config deletes it',
    ]);
  }

  #failed(message: string, ways: readonly string[]): KeystoreError {
    return new KeystoreError('keychain_failed', this.#path, message, { hint: `${ways.join('. Or: ')}.` });
  }
}

/** Returns the step that makes the keychain work. */
function wayBack(error: string): string {
  return error === NOT_INSTALLED
    ? 'Install it and try again: npm install @napi-rs/keyring'
    : 'Unlock the keychain and try again';
}
