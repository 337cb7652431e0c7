import { join, resolve } from 'node:path';
import { InvalidArgumentError, traceMethods } from '@mitosislabs/auth/errors';
import { homePath } from '@mitosislabs/auth/machine';
import { generateKeyPair, type KeyPair } from '@mitosislabs/auth/signing';
import { ConfigStore } from './config/ConfigStore.ts';
import type { KeystoreConfig } from './config/KeystoreConfig.ts';
import type { Profile } from './config/Profile.ts';
import type { StoredConfig } from './config/StoredConfig.ts';
import { PrivateFolders } from './files/PrivateFolders.ts';
import { AgentKeys } from './keys/AgentKeys.ts';
import { assertAgentName, assertOfficeId } from './keys/assertName.ts';
import { JWTSecret } from './keys/JWTSecret.ts';
import type {
  ExportKeyOptions,
  ImportKeyOptions,
  LoadKeyOptions,
  RotateKeyOptions,
  StoreKeyOptions,
} from './keys/KeyOptions.ts';

/**
 * Config and private keys in files that only you can read: by default in `~/.os1`.
 *
 * Folders are 0700, files 0600. Every write is complete or did not happen, also when the process is killed. A file that
 * somebody else could have read or put there is refused, with the command that mends it.
 *
 * Every method throws a {@link KeystoreError} for a file that is unsafe, broken, or cannot be read or written, and an
 * {@link InvalidArgumentError} for an invalid name.
 *
 * @example
 * ```ts
 * import { Keystore } from '@mitosislabs/keystore';
 *
 * const keystore = new Keystore();
 * const { publicKey } = await keystore.generateAndStore('33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11', 'aria');
 * ```
 */
export class Keystore {
  static {
    traceMethods(this);
  }

  /** The folder of everything, absolute. */
  readonly basePath: string;
  /** The folder for the state of sessions. It is there after the first write. */
  readonly sessionsPath: string;
  readonly #config: ConfigStore;
  readonly #keys: AgentKeys;
  readonly #jwt: JWTSecret;

  /**
   * Reads and writes nothing yet.
   *
   * @param config - The folder (default: `~/.os1`), and the profile (default: the current one).
   * @throws {@link InvalidArgumentError} when `basePath` is no path or unknown, or `profile` is no profile's name.
   */
  constructor(config: KeystoreConfig = {}) {
    const { basePath = homePath(), profile } = config;
    if (typeof basePath !== 'string' || basePath === '' || basePath.includes('\0')) {
      throw new InvalidArgumentError('basePath', 'must be the path of a folder');
    }
    this.basePath = resolve(basePath);
    this.sessionsPath = join(this.basePath, 'sessions');
    const keysPath = join(this.basePath, 'keys');
    const folders = new PrivateFolders(this.basePath, [keysPath, this.sessionsPath]);
    this.#config = new ConfigStore(folders, join(this.basePath, 'config.json'), profile);
    this.#keys = new AgentKeys(folders, keysPath, config.passphrase);
    this.#jwt = new JWTSecret(folders, join(keysPath, 'jwt.key'));
  }

  /**
   * Returns the name of the profile in use: the one passed to the constructor, else the current one.
   *
   * @returns `default` where nothing was ever switched.
   * @throws {@link KeystoreError} `profile_unknown` when the current one is gone; `config_invalid`.
   */
  async profile(): Promise<string> {
    return this.#config.profile();
  }

  /**
   * Reads the profile's config from `config.json`.
   *
   * @returns the config; `undefined` when that profile has none yet. A broken one is never taken for none.
   * @throws {@link KeystoreError} `config_invalid` when the file or this profile is broken, and the file is left as it is; `profile_unknown` when the current
   * profile is gone; `keychain_failed` when its key is in the keychain and cannot be had ({@link Keystore.listProfiles}
   * needs no key).
   */
  async loadConfig(): Promise<StoredConfig | undefined> {
    return this.#config.load();
  }

  /**
   * Writes the profile's config to `config.json`. Other profiles, and fields and values that this version does not know, stay as
   * they are in the file. A file or a profile that is broken is replaced, and a copy of the file is kept beside the new one, as
   * `config.json.corrupt-1`, unless it is enormous.
   *
   * @param config - What to write; fields that are missing here are removed.
   * @param options - `apiKeyIn`: whether the API key goes into the file or the operating system's keychain (see
   * {@link Keystore.hasKeychain}). Default: where the profile's key is now, else the file. `replaces`: what
   * {@link Keystore.listProfiles} gave for the profile, `null` when it was not there: nothing is written when the profile, or its
   * key, is not that any more.
   * @throws {@link InvalidArgumentError} when the config could not be read back.
   * @throws {@link KeystoreError} `keychain_failed`: the key is nowhere, and the config as it was. `config_busy`: another
   * process does not let go of the file. `profile_changed`: it is not what it `replaces`. `config_invalid`: the file is
   * broken, and more than 64 MiB.
   */
  async saveConfig(
    config: StoredConfig,
    options: {
      apiKeyIn?: 'file' | 'keychain' | undefined;
      replaces?: Profile | null | undefined;
    } = {},
  ): Promise<void> {
    const { apiKeyIn } = options;
    if (apiKeyIn !== undefined && apiKeyIn !== 'file' && apiKeyIn !== 'keychain') {
      throw new InvalidArgumentError('apiKeyIn', 'must be "file" or "keychain"');
    }
    await this.#config.save(config, options);
  }

  /**
   * Whether the operating system has a keychain that keeps a key: a random one is stored, read back and deleted. Without
   * one, with a locked one, or one that does not answer within 3 s, there is none.
   *
   * It takes the optional package `@napi-rs/keyring`, and on Linux a secret service (GNOME Keyring, KWallet).
   */
  async hasKeychain(): Promise<boolean> {
    return this.#config.hasKeychain();
  }

  /**
   * Changes the profile's config: what `change` makes of the one that is there is written, and nothing that others
   * write meanwhile is lost.
   *
   * @param change - Gets the config, `undefined` when there is none; gives the new one, `undefined` to remove the
   * profile. It should do nothing else: it may be called more than once.
   * @returns what `change` gave.
   * @throws {@link KeystoreError} `config_invalid`, `config_busy`, `keychain_failed`, `profile_unknown`.
   * @throws {@link InvalidArgumentError} when the config could not be read back.
   */
  async updateConfig(
    change: (current: StoredConfig | undefined) => StoredConfig | undefined,
  ): Promise<StoredConfig | undefined> {
    return this.#config.update(change);
  }

  /**
   * As {@link Keystore.updateConfig}, without a look at the API key: it also works while the keychain does not. The key
   * stays where it is; it is forgotten when `apiKeyIn` is left out. Whoever changes the hosts decides whether it stays.
   *
   * @throws {@link KeystoreError} `config_invalid`, `config_busy`, `profile_unknown`; `keychain_failed` when a key that
   * was to be forgotten is still in the keychain: then the change itself is made.
   */
  async updateProfile(
    change: (current: Profile | undefined) => Omit<Profile, 'name' | 'isCurrent'> | undefined,
  ): Promise<void> {
    await this.#config.updateProfile(change);
  }

  /**
   * Lists the profiles of `config.json`, `default` first, then by name. Their keys are not read. Those that cannot be used are
   * left out: see {@link Keystore.listBrokenProfiles}.
   */
  async listProfiles(): Promise<Profile[]> {
    return this.#config.list();
  }

  /**
   * Lists the profiles of `config.json` that cannot be used, because they were damaged or written by a newer version. The others
   * are not affected, and these stay in the file as they are.
   *
   * @returns their names, and what is wrong with each.
   */
  async listBrokenProfiles(): Promise<{ name: string; problem: string }[]> {
    return this.#config.listBroken();
  }

  /**
   * Makes a profile the current one: the one that is used where none is named.
   *
   * @param name - The profile.
   * @throws {@link KeystoreError} `profile_unknown` when there is none of that name.
   */
  async switchProfile(name: string): Promise<void> {
    await this.#config.switchTo(name);
  }

  /**
   * Deletes a profile, with its key. When it was the current one, `default` is.
   *
   * @param name - The profile.
   * @returns whether there was one.
   * @throws {@link KeystoreError} `keychain_failed`: the profile is deleted, its key is still in the keychain.
   */
  async deleteProfile(name: string): Promise<boolean> {
    return this.#config.delete(name);
  }

  /**
   * Makes a key pair for an agent and stores its private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `force` replaces a key that is there, and a backup of it stays; `passphrase` encrypts the key;
   * `endpoint` says which host the office's keys belong to.
   * @throws {@link KeystoreError} `key_exists`, unless `force` is set; `key_for_another_host`, `key_busy`.
   */
  async generateAndStore(officeId: string, agent: string, options: StoreKeyOptions = {}): Promise<KeyPair> {
    assertOfficeId(officeId);
    assertAgentName(agent);
    const pair = generateKeyPair();
    await this.storePrivateKey(officeId, agent, pair.privateKey, options);
    return pair;
  }

  /**
   * Stores an agent's private key, as `keys/<officeId>/<agent>.key`.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param privateKey - 32 bytes.
   * @param options - `force` replaces a key that is there, and a backup of it stays, as `<agent>.key.bak-1`; `passphrase`
   * encrypts the key; `endpoint` says which host the office's keys belong to.
   * @throws {@link KeystoreError} `key_exists`, unless `force` is set; `key_for_another_host` when the office's keys are known
   * to belong to another one; `key_busy` when another process does not let go of the key that is to be replaced.
   * @throws {@link InvalidArgumentError} when `privateKey` is no secp256k1 private key.
   */
  async storePrivateKey(
    officeId: string,
    agent: string,
    privateKey: Uint8Array,
    options: StoreKeyOptions = {},
  ): Promise<void> {
    await this.#keys.store(officeId, agent, privateKey, options);
  }

  /**
   * Loads an agent's private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, for a key that is encrypted; `endpoint`, where its signatures are to go.
   * @returns 32 bytes; `undefined` when there is no key for that agent.
   * @throws {@link KeystoreError} `key_invalid` when the file holds something else; `passphrase_needed`, `passphrase_wrong`;
   * `key_for_another_host` when the office's keys are known to belong to another one than `endpoint`.
   */
  async loadPrivateKey(
    officeId: string,
    agent: string,
    options: LoadKeyOptions = {},
  ): Promise<Uint8Array | undefined> {
    return this.#keys.load(officeId, agent, options);
  }

  /**
   * Loads the new key of an agent whose key is being replaced, or whose {@link Keystore.rotatePrivateKey} was interrupted.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, for a key that is encrypted; `endpoint`, where its signatures are to go.
   * @returns 32 bytes; `undefined` when there is none.
   * @throws {@link KeystoreError} as {@link Keystore.loadPrivateKey} does.
   */
  async loadPendingKey(
    officeId: string,
    agent: string,
    options: LoadKeyOptions = {},
  ): Promise<Uint8Array | undefined> {
    return this.#keys.loadPending(officeId, agent, options);
  }

  /**
   * The public key of an agent whose private key is here.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, for a key that another tool has encrypted; one that was encrypted here needs none.
   * @returns hex of the 65-byte uncompressed point, `04…`; `undefined` when there is no key for that agent.
   * @throws {@link KeystoreError} `key_invalid`, `passphrase_needed`, `passphrase_wrong`.
   */
  async getPublicKey(
    officeId: string,
    agent: string,
    options: LoadKeyOptions = {},
  ): Promise<string | undefined> {
    return this.#keys.publicKey(officeId, agent, options);
  }

  /**
   * A copy of an agent's private key for another tool or machine: encrypted, in JSON of Web3 Secret Storage, version 3.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, what the copy is encrypted with; `currentPassphrase`, what the key is encrypted with here.
   * @throws {@link KeystoreError} `no_agent_key`, `passphrase_needed`, `passphrase_wrong`, `key_invalid`.
   */
  async exportPrivateKey(officeId: string, agent: string, options: ExportKeyOptions): Promise<string> {
    return this.#keys.export(officeId, agent, options);
  }

  /**
   * Stores a private key from elsewhere: JSON of Web3 Secret Storage, version 3, of any tool (scrypt or PBKDF2), or 64 hex
   * digits.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param text - The key.
   * @param options - `passphrase`, what it is encrypted with; `keepEncrypted` stores it encrypted with that; `force` and
   * `endpoint` as in {@link Keystore.storePrivateKey}.
   * @returns its public key.
   * @throws {@link KeystoreError} `key_invalid` when the text is no key, or would take gigabytes or minutes to open;
   * `passphrase_needed`, `passphrase_wrong`; `key_exists`, `key_for_another_host`, `key_busy`.
   */
  async importPrivateKey(
    officeId: string,
    agent: string,
    text: string,
    options: ImportKeyOptions = {},
  ): Promise<{ publicKey: string }> {
    return { publicKey: await this.#keys.import(officeId, agent, text, options) };
  }

  /**
   * Replaces an agent's key by a new one, so that at any moment, whatever is killed, there is a key on the disk that the
   * platform takes: the new key is stored beside the old one, the platform is told, and when it takes the new one, that takes
   * the place of the old one, which stays as a backup. One that was interrupted is finished by the next call.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - How the platform is told, and asked; `passphrase`, for a key that is encrypted: the new one is, too.
   * @returns the new public key.
   * @throws {@link KeystoreError} `no_agent_key`; `key_not_taken` when the platform does not take the new key, though it was
   * told: both keys are kept; `key_busy`. Whatever `tell` and `works` throw: both keys are kept, too.
   */
  async rotatePrivateKey(
    officeId: string,
    agent: string,
    options: RotateKeyOptions,
  ): Promise<{ publicKey: string }> {
    return { publicKey: await this.#keys.rotate(officeId, agent, options) };
  }

  /**
   * The host that an office's keys belong to.
   *
   * @param officeId - The office.
   * @returns its origin; `undefined` where that was never said, as for keys of earlier versions.
   * @throws {@link KeystoreError} `config_invalid` when what was said cannot be read.
   */
  async endpointOf(officeId: string): Promise<string | undefined> {
    return this.#keys.endpointOf(officeId);
  }

  /**
   * The agents of an office whose private keys are here, sorted by name. The keys themselves are not read.
   *
   * @param officeId - The office.
   */
  async listAgentKeys(officeId: string): Promise<string[]> {
    return this.#keys.list(officeId);
  }

  /** Lists the offices that have agents' private keys here, sorted by id. */
  async listOffices(): Promise<string[]> {
    return this.#keys.listOffices();
  }

  /**
   * Deletes an agent's private key. Backups of earlier keys stay, and a new one that {@link Keystore.rotatePrivateKey} made.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns whether there was one.
   */
  async deletePrivateKey(officeId: string, agent: string): Promise<boolean> {
    return this.#keys.delete(officeId, agent);
  }

  /**
   * Stores the office-manager's JWT secret. First-party services only: whoever has it can be anybody.
   *
   * @param secret - The secret; one that is there is replaced.
   * @throws {@link InvalidArgumentError} when it is empty, or no text that can be read back.
   */
  async storeJWTSecret(secret: string): Promise<void> {
    await this.#jwt.store(secret);
  }

  /**
   * Loads the office-manager's JWT secret.
   *
   * @returns the secret; `undefined` when there is none.
   * @throws {@link KeystoreError} `secret_invalid` when the file is empty or far too long.
   */
  async loadJWTSecret(): Promise<string | undefined> {
    return this.#jwt.load();
  }
}
