import { join, resolve } from 'node:path';
import {
  assertOptions,
  InvalidArgumentError,
  type OptionNames,
  traceMethods,
} from '@mitosislabs/auth/errors';
import { homePath } from '@mitosislabs/auth/machine';
import { AgentKeys } from './AgentKeys.ts';
import type { KeystoreConfig } from './config/KeystoreConfig.ts';
import { assertProfileName } from './config/profileName.ts';
import type { KeystoreFiles, LoadFiles } from './store/KeystoreFiles.ts';

const keystoreConfig: OptionNames<KeystoreConfig> = {
  basePath: true,
  profile: true,
  passphrase: true,
  onWarning: true,
};

/**
 * Config and private keys in files that only you can read: by default in `~/.os1`.
 *
 * Folders are 0700, files 0600. Every write happens completely or not at all, even if the process is killed. A file that others could
 * have read, or put there, is refused with the command that repairs it.
 *
 * Every method throws a {@link KeystoreError} when a file is unsafe or broken, or cannot be read or written, and an
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
export class Keystore extends AgentKeys {
  /** The absolute path of the keystore's folder. */
  readonly basePath: string;
  /** The folder for the state of sessions. The first write makes it. */
  readonly sessionsPath: string;
  readonly #files: LoadFiles;

  /**
   * Reads and writes nothing yet.
   *
   * @param config - The folder (default: `~/.os1`), the profile (default: the current one), and how to open encrypted keys.
   * @throws {@link InvalidArgumentError} when `basePath` is not a path, or is needed because HOME is not one; or when
   * `profile` cannot be the name of a profile.
   */
  constructor(config: KeystoreConfig = {}) {
    assertOptions('config', config, keystoreConfig);
    const { basePath = homePath(), profile } = config;
    if (typeof basePath !== 'string' || basePath === '' || basePath.includes('\0')) {
      throw new InvalidArgumentError('basePath', 'must be the path of a folder');
    }
    if (profile !== undefined) assertProfileName(profile);
    const root = resolve(basePath);
    const sessionsPath = join(root, 'sessions');
    const own = { ...config };
    let loading: Promise<KeystoreFiles> | undefined;
    const files: LoadFiles = () => {
      loading ??= import('./store/KeystoreFiles.ts').then(
        ({ KeystoreFiles }) => new KeystoreFiles(root, sessionsPath, own),
      );
      return loading;
    };
    super(files);
    traceMethods(Keystore);
    this.basePath = root;
    this.sessionsPath = sessionsPath;
    this.#files = files;
  }

  /**
   * Stores the office-manager's JWT secret, in place of an existing one. First-party services only: with it, its owner
   * can act as any user.
   *
   * The secret belongs to the endpoint of the profile `default`, and stays bound to that host when the profile moves to another one.
   *
   * @param secret - The secret.
   * @throws {@link InvalidArgumentError} when it is empty, or cannot be read back as text.
   */
  async storeJWTSecret(secret: string): Promise<void> {
    return (await this.#files()).jwt.store(secret);
  }

  /**
   * Loads the office-manager's JWT secret.
   *
   * @param options - `endpoint`: the host that its tokens go to.
   * @throws {@link KeystoreError} `no_jwt_secret` when there is none; `secret_invalid` when the file is empty or too large;
   * `key_for_another_host` when the secret is bound to another host than `endpoint`.
   */
  async loadJWTSecret(options: { endpoint?: string | undefined } = {}): Promise<string> {
    assertOptions('options', options, { endpoint: true });
    return (await this.#files()).jwt.load(options.endpoint);
  }

  /** Whether there is a JWT secret of the office-manager. */
  async hasJWTSecret(): Promise<boolean> {
    return (await this.#files()).jwt.isThere();
  }

  /**
   * Loads an agent's private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns 32 bytes.
   * @throws {@link KeystoreError} `no_agent_key` when there is none; and as {@link Keystore.loadPrivateKey}.
   * @deprecated Write `loadPrivateKey(officeId, agent)`, which returns `undefined` when there is none.
   */
  async loadAgentKey(officeId: string, agent: string): Promise<Uint8Array> {
    return (await this.#files()).keys.loadAgentKey(officeId, agent);
  }

  /**
   * Deletes an agent's private key, if there is one.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @deprecated Write `deletePrivateKey(officeId, agent)`, which returns whether there was one.
   */
  async deleteAgentKey(officeId: string, agent: string): Promise<void> {
    await this.deletePrivateKey(officeId, agent);
  }
}
