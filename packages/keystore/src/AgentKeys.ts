import { dirname } from 'node:path';
import { assertOptions, InvalidArgumentError, traceMethods } from '@mitosislabs/auth/errors';
import { generateKeyPair, type KeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { ConfigStore } from './ConfigStore.ts';
import type { KeystoreConfig } from './config/KeystoreConfig.ts';
import { formatSecretStorage } from './encryption/formatSecretStorage.ts';
import { once, type Passphrase, textOf } from './encryption/Passphrase.ts';
import type { PrivateFolders } from './files/PrivateFolders.ts';
import { linkTarget, readPrivateFile, removeFile } from './files/privateFile.ts';
import { KeystoreError } from './KeystoreError.ts';
import { KeyFolders } from './keys/KeyFolders.ts';
import {
  type ExportKeyOptions,
  exportKeyOptions,
  type ImportKeyOptions,
  importKeyOptions,
  type LoadKeyOptions,
  loadKeyOptions,
  type RotateKeyOptions,
  rotateKeyOptions,
  type StoreKeyOptions,
  storeKeyOptions,
} from './keys/KeyOptions.ts';
import { OfficeOrigins } from './keys/OfficeOrigins.ts';
import {
  formatPrivateKey,
  MAX_KEY_BYTES,
  openPrivateKey,
  parseKeyText,
  parsePrivateKey,
} from './keys/privateKeyFile.ts';
import { nextOf, rotateKey } from './keys/rotateKey.ts';
import { storeKey } from './keys/storeKey.ts';

/** The agents' private keys: the part of {@link Keystore} that reads and writes them. */
export class AgentKeys extends ConfigStore {
  readonly #files: PrivateFolders;
  readonly #passphrase: Passphrase | undefined;

  /**
   * Reads and writes nothing yet.
   *
   * @internal Its parameters are not part of the published types.
   */
  constructor(folders: PrivateFolders, config: KeystoreConfig) {
    super(folders, config);
    traceMethods(AgentKeys);
    this.#files = folders;
    this.#passphrase = config.passphrase;
  }

  get #keys(): KeyFolders {
    return new KeyFolders(this.#files);
  }

  get #origins(): OfficeOrigins {
    return new OfficeOrigins(this.#files);
  }

  /**
   * Generates a key pair for an agent and stores its private key, as {@link Keystore.storePrivateKey} does.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `force` replaces an existing key, and keeps a backup; `passphrase` encrypts the key; `endpoint` binds it to a
   * host.
   * @throws {@link KeystoreError} as {@link Keystore.storePrivateKey}.
   */
  async generateAndStore(officeId: string, agent: string, options: StoreKeyOptions = {}): Promise<KeyPair> {
    assertOptions('options', options, storeKeyOptions);
    const pair = generateKeyPair();
    await this.storePrivateKey(officeId, agent, pair.privateKey, options);
    return pair;
  }

  /**
   * Stores an agent's private key, as `keys/<officeId>/<agent>.key`. When it fails, the folder is as it was.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param privateKey - 32 bytes.
   * @param options - `force` replaces an existing key, and keeps a backup, as `<agent>.key.bak-1`; `passphrase` encrypts the key;
   * `endpoint` binds it to a host.
   * @throws {@link KeystoreError} `key_exists` without `force`; `key_for_another_host` when a key of the office belongs to another
   * host; `key_busy` when another process holds the key that is to be replaced.
   * @throws {@link InvalidArgumentError} when `privateKey` is not a secp256k1 private key.
   */
  async storePrivateKey(
    officeId: string,
    agent: string,
    privateKey: Uint8Array,
    options: StoreKeyOptions = {},
  ): Promise<void> {
    assertOptions('options', options, storeKeyOptions);
    const path = await this.#keys.keyPath(officeId, agent);
    publicKeyFromPrivate(privateKey);
    const { endpoint } = options;
    if (endpoint !== undefined) await this.#origins.checkOffice(officeId, endpoint);
    const content =
      options.passphrase === undefined
        ? formatPrivateKey(privateKey)
        : Buffer.from(await formatSecretStorage(privateKey, await required(options.passphrase)));
    await this.#keys.whilePrepared(path, () => storeKey(path, content, options, this.#origins));
  }

  /**
   * Loads an agent's private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, for an encrypted key; `endpoint`, the host that its signatures go to.
   * @returns 32 bytes; `undefined` when there is no key for that agent.
   * @throws {@link KeystoreError} `key_invalid` when the file holds no key; `passphrase_needed`, `passphrase_wrong`;
   * `key_for_another_host` when the key belongs to another host than `endpoint`.
   */
  async loadPrivateKey(
    officeId: string,
    agent: string,
    options: LoadKeyOptions = {},
  ): Promise<Uint8Array | undefined> {
    assertOptions('options', options, loadKeyOptions);
    return this.#open(await this.#checkedPath(officeId, agent, options), options.passphrase);
  }

  /**
   * Loads the new key of a rotation that is running, or was interrupted; see {@link Keystore.rotatePrivateKey}.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, for an encrypted key; `endpoint`, the host that its signatures go to.
   * @returns 32 bytes; `undefined` when there is none.
   * @throws {@link KeystoreError} as {@link Keystore.loadPrivateKey}.
   */
  async loadPendingKey(
    officeId: string,
    agent: string,
    options: LoadKeyOptions = {},
  ): Promise<Uint8Array | undefined> {
    assertOptions('options', options, loadKeyOptions);
    const path = await this.#checkedPath(officeId, agent, options);
    if (!(await this.#files.isThere(dirname(path)))) return undefined;
    const next = nextOf(await linkTarget(path));
    const content = await readPrivateFile(next, MAX_KEY_BYTES);
    const key = content && parsePrivateKey(next, content);
    return key && openPrivateKey(next, key, options.passphrase ?? this.#passphrase);
  }

  /**
   * Returns the public key of an agent's private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase`, for a key that another tool encrypted. A key that was encrypted here needs none.
   * @returns hex of the 65-byte uncompressed point, `04…`.
   * @throws {@link KeystoreError} `no_agent_key` when there is no key for that agent; `key_invalid`, `passphrase_needed`,
   * `passphrase_wrong`.
   */
  async getPublicKey(officeId: string, agent: string, options: LoadKeyOptions = {}): Promise<string> {
    assertOptions('options', options, loadKeyOptions);
    const path = await this.#keys.keyPath(officeId, agent);
    const key = await this.#read(path);
    if (!key) throw noAgentKey(path, officeId, agent);
    if (!ArrayBuffer.isView(key) && key.publicKey !== undefined) return key.publicKey;
    return publicKeyFromPrivate(await openPrivateKey(path, key, options.passphrase ?? this.#passphrase));
  }

  /**
   * Whether there is a private key for an agent. The key is not opened.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   */
  async hasAgentKey(officeId: string, agent: string): Promise<boolean> {
    const content = await this.#files.read(await this.#keys.keyPath(officeId, agent), MAX_KEY_BYTES);
    return content !== undefined;
  }

  /**
   * Exports a copy of an agent's private key for another tool or machine: JSON of Web3 Secret Storage, version 3, encrypted.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `passphrase` encrypts the copy; `currentPassphrase` opens the key, if it is encrypted.
   * @throws {@link KeystoreError} `no_agent_key`, `passphrase_needed`, `passphrase_wrong`, `key_invalid`.
   */
  async exportPrivateKey(officeId: string, agent: string, options: ExportKeyOptions): Promise<string> {
    assertOptions('options', options, exportKeyOptions);
    const path = await this.#keys.keyPath(officeId, agent);
    const privateKey = await this.#open(path, options.currentPassphrase);
    if (!privateKey) throw noAgentKey(path, officeId, agent);
    return formatSecretStorage(privateKey, await required(options.passphrase));
  }

  /**
   * Stores a private key from elsewhere: JSON of Web3 Secret Storage, version 3, of any tool (scrypt or PBKDF2), 64 hex digits, or the
   * 32 bytes of a file that earlier clients wrote.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param key - The key, as text or as the bytes of its file.
   * @param options - `passphrase` opens an encrypted key; `keepEncrypted` stores it encrypted with the same passphrase; `force` and
   * `endpoint` as in {@link Keystore.storePrivateKey}.
   * @returns its public key.
   * @throws {@link KeystoreError} `key_invalid` when it is not a key, or would take gigabytes or minutes to open;
   * `passphrase_needed`, `passphrase_wrong`; `key_exists`, `key_for_another_host`, `key_busy`.
   */
  async importPrivateKey(
    officeId: string,
    agent: string,
    key: string | Uint8Array,
    options: ImportKeyOptions = {},
  ): Promise<{ publicKey: string }> {
    assertOptions('options', options, importKeyOptions);
    const path = await this.#keys.keyPath(officeId, agent);
    if ((typeof key !== 'string' && !ArrayBuffer.isView(key)) || key.length > MAX_KEY_BYTES) {
      throw new InvalidArgumentError('key', `must be text or bytes, at most ${MAX_KEY_BYTES} of them`);
    }
    const name = 'The imported key';
    const isRaw = typeof key !== 'string' && key.length === 32;
    const parsed = isRaw ? parsePrivateKey(path, key, name) : parseKeyText(path, trimmed(key), name);
    // Requested once, also when the key is encrypted again.
    const passphrase = once(options.passphrase);
    const privateKey = await openPrivateKey(path, parsed, passphrase, 'the imported key');
    const { force, endpoint, keepEncrypted } = options;
    await this.storePrivateKey(officeId, agent, privateKey, {
      force,
      endpoint,
      ...(keepEncrypted === true && { passphrase: await required(passphrase) }),
    });
    return { publicKey: publicKeyFromPrivate(privateKey) };
  }

  /**
   * Replaces an agent's key with a new one. At any moment, even if a process is killed, the disk has a key that the
   * platform accepts: the new key is stored beside the old one and sent to the platform; when the platform accepts it,
   * it takes the place of the old one, which stays as a backup. The next call finishes an interrupted rotation.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - Callbacks that send the key to the platform and test a key there; `passphrase`, for an encrypted
   * key: the new one is encrypted with it too.
   * @returns the new public key.
   * @throws {@link KeystoreError} `no_agent_key`; `key_not_taken` when the platform got the new key and does not accept
   * it; `key_busy`. And any error of `tell` and `works`. Both keys are kept.
   */
  async rotatePrivateKey(
    officeId: string,
    agent: string,
    options: RotateKeyOptions,
  ): Promise<{ publicKey: string }> {
    assertOptions('options', options, rotateKeyOptions);
    const path = await this.#checkedPath(officeId, agent, options);
    if (!(await this.#read(path))) throw noAgentKey(path, officeId, agent);
    const passphrase = options.passphrase ?? this.#passphrase;
    return this.#keys.whilePrepared(path, async () => ({
      publicKey: await rotateKey(path, { ...options, passphrase }),
    }));
  }

  /**
   * Returns the host that an agent's key belongs to.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name. Default: any agent of the office whose key belongs to a host.
   * @returns its origin; `undefined` when the key may be used for any host, as keys of earlier clients.
   * @throws {@link KeystoreError} `config_invalid` when the file with the host is broken.
   */
  async endpointOf(officeId: string, agent?: string): Promise<string | undefined> {
    if (agent === undefined) return this.#origins.ofOffice(officeId);
    return this.#origins.of(await this.#keys.keyPath(officeId, agent));
  }

  /**
   * Lists the agents of an office whose private keys are here, by name. The keys are not read.
   *
   * @param officeId - The office.
   */
  async listAgentKeys(officeId: string): Promise<string[]> {
    return this.#keys.agents(officeId);
  }

  /** Lists the offices that have private keys here, by id. */
  async listOffices(): Promise<string[]> {
    return this.#keys.offices();
  }

  /**
   * Deletes an agent's private key. Backups of earlier keys stay, and so does the new key of a rotation.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns whether there was one.
   */
  async deletePrivateKey(officeId: string, agent: string): Promise<boolean> {
    const path = await this.#keys.keyPath(officeId, agent);
    if (!(await this.#files.isThere(dirname(path)))) return false;
    return this.#keys.whilePrepared(path, async () => {
      const isDeleted = await removeFile(path);
      if (isDeleted) await this.#origins.remove(path);
      return isDeleted;
    });
  }

  /**
   * Stores an agent's private key as 32 bytes, in place of an existing one, of which it keeps a backup.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param privateKey - 32 bytes.
   * @throws {@link KeystoreError} `key_busy`.
   * @throws {@link InvalidArgumentError} when `privateKey` is not a secp256k1 private key.
   * @deprecated Write `storePrivateKey(officeId, agent, privateKey, { force: true })`, or leave out `force`: then an existing key is
   * never replaced.
   */
  async storeAgentKey(officeId: string, agent: string, privateKey: Uint8Array): Promise<void> {
    const path = await this.#keys.keyPath(officeId, agent);
    publicKeyFromPrivate(privateKey);
    const content = Uint8Array.from(privateKey);
    await this.#keys.whilePrepared(path, () => storeKey(path, content, { force: true }, this.#origins));
  }

  /** The path of a key, if it may be used for the host. */
  async #checkedPath(officeId: string, agent: string, { endpoint }: LoadKeyOptions): Promise<string> {
    const path = await this.#keys.keyPath(officeId, agent);
    if (endpoint !== undefined) await this.#origins.check(path, endpoint);
    return path;
  }

  async #open(path: string, passphrase: Passphrase | undefined): Promise<Uint8Array | undefined> {
    const key = await this.#read(path);
    return key && openPrivateKey(path, key, passphrase ?? this.#passphrase);
  }

  async #read(path: string) {
    const content = await this.#files.read(path, MAX_KEY_BYTES);
    return content && parsePrivateKey(path, content);
  }
}

/** Returns the passphrase to encrypt with. Throws without one, so that the key is never stored unencrypted instead. */
async function required(passphrase: Passphrase): Promise<string> {
  const text = await textOf(passphrase);
  if (text === undefined || text === '') throw new InvalidArgumentError('passphrase', 'must not be empty');
  return text;
}

/** Text as the bytes of a file, without spaces around it and `0x` before it. */
function trimmed(key: string | Uint8Array): Buffer {
  const text = typeof key === 'string' ? key : Buffer.from(key).toString();
  return Buffer.from(text.trim().replace(/^0x/i, ''));
}

/** Creates the error for a missing key. */
export function noAgentKey(path: string, officeId: string, agent: string): KeystoreError {
  const problem = `There is no private key for ${agent} in ${dirname(path)}.`;
  return new KeystoreError('no_agent_key', path, problem, {
    hint: `Make one and register it: mi keys rotate -o ${officeId} -a ${agent}`,
  });
}
