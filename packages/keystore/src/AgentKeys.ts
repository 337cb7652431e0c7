import { traceMethods } from '@mitosislabs/auth/errors';
import type { KeyPair } from '@mitosislabs/auth/signing';
import { ConfigStore } from './ConfigStore.ts';
import type {
  ExportKeyOptions,
  ImportKeyOptions,
  LoadKeyOptions,
  RotateKeyOptions,
  StoreKeyOptions,
} from './keys/KeyOptions.ts';
import type { LoadFiles } from './store/KeystoreFiles.ts';

/** The agents' private keys: the part of {@link Keystore} that reads and writes them. */
export class AgentKeys extends ConfigStore {
  readonly #files: LoadFiles;

  /**
   * Reads and writes nothing yet.
   *
   * @internal Its parameters are not part of the published types.
   */
  constructor(files: LoadFiles) {
    super(files);
    traceMethods(AgentKeys);
    this.#files = files;
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
    return (await this.#files()).keys.generateAndStore(officeId, agent, options);
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
    return (await this.#files()).keys.storePrivateKey(officeId, agent, privateKey, options);
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
    return (await this.#files()).keys.loadPrivateKey(officeId, agent, options);
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
    return (await this.#files()).keys.loadPendingKey(officeId, agent, options);
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
    return (await this.#files()).keys.getPublicKey(officeId, agent, options);
  }

  /**
   * Whether there is a private key for an agent. The key is not opened.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   */
  async hasAgentKey(officeId: string, agent: string): Promise<boolean> {
    return (await this.#files()).keys.hasAgentKey(officeId, agent);
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
    return (await this.#files()).keys.exportPrivateKey(officeId, agent, options);
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
    return (await this.#files()).keys.importPrivateKey(officeId, agent, key, options);
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
    return (await this.#files()).keys.rotatePrivateKey(officeId, agent, options);
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
    return (await this.#files()).keys.endpointOf(officeId, agent);
  }

  /**
   * Lists the agents of an office whose private keys are here, by name. The keys are not read.
   *
   * @param officeId - The office.
   */
  async listAgentKeys(officeId: string): Promise<string[]> {
    return (await this.#files()).keys.listAgentKeys(officeId);
  }

  /** Lists the offices that have private keys here, by id. */
  async listOffices(): Promise<string[]> {
    return (await this.#files()).keys.listOffices();
  }

  /**
   * Deletes an agent's private key. Backups of earlier keys stay, and so does the new key of a rotation.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns whether there was one.
   */
  async deletePrivateKey(officeId: string, agent: string): Promise<boolean> {
    return (await this.#files()).keys.deletePrivateKey(officeId, agent);
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
    return (await this.#files()).keys.storeAgentKey(officeId, agent, privateKey);
  }
}
