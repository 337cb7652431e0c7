import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { generateKeyPair, type KeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { assertAgentName, assertOfficeId, isAgentName } from './assertName.ts';
import { assertPrivateFolder } from './assertPrivate.ts';
import { assertConfig, type ConfigFile, formatConfig, LARGEST_CONFIG, parseConfig } from './configFile.ts';
import { ensureFolder } from './ensureFolder.ts';
import { errnoOf } from './errnoOf.ts';
import { fromFileName, toFileName } from './fileName.ts';
import { ioError } from './ioError.ts';
import type { KeystoreConfig } from './KeystoreConfig.ts';
import { KeystoreError } from './KeystoreError.ts';
import { keepCopy } from './keepCopy.ts';
import { formatPrivateKey, parsePrivateKey } from './privateKeyFile.ts';
import { readPrivateFile } from './readPrivateFile.ts';
import { removeLeftovers } from './removeLeftovers.ts';
import type { StoredConfig } from './StoredConfig.ts';
import { syncFolder } from './syncFolder.ts';
import { writePrivateFile } from './writePrivateFile.ts';

const SUFFIX = '.key';
/** No key or secret is longer. In bytes. */
const LARGEST_SECRET = 64 * 1024;

/**
 * Config and private keys in files that only you can read: by default in `~/.os1`.
 *
 * Folders are 0700, files 0600. Every write is complete or did not happen, also when the process is killed. A file that
 * somebody else could have read or put there is refused, with the command that mends it.
 *
 * Every method throws a {@link KeystoreError} when a file is unsafe or broken or cannot be read or written, and an
 * {@link InvalidArgumentError} for a name that cannot be right.
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
  /** The folder of everything, absolute. */
  readonly basePath: string;
  /** The folder for the state of sessions. It is there after the first write. */
  readonly sessionsPath: string;
  readonly #configPath: string;
  readonly #keysPath: string;
  readonly #jwtPath: string;
  readonly #swept = new Set<string>();

  /**
   * Reads and writes nothing yet.
   *
   * @param config - Where to keep things; default `~/.os1`.
   * @throws {@link InvalidArgumentError} when `basePath` is no path.
   */
  constructor(config: KeystoreConfig = {}) {
    const { basePath = join(homedir(), '.os1') } = config;
    if (typeof basePath !== 'string' || basePath === '' || basePath.includes('\0')) {
      throw new InvalidArgumentError('basePath', 'must be the path of a folder');
    }
    this.basePath = resolve(basePath);
    this.sessionsPath = join(this.basePath, 'sessions');
    this.#configPath = join(this.basePath, 'config.json');
    this.#keysPath = join(this.basePath, 'keys');
    this.#jwtPath = join(this.#keysPath, 'jwt.key');
  }

  /**
   * Reads `config.json`.
   *
   * @returns the config; `undefined` when there is none yet. A broken one is never taken for none.
   * @throws {@link KeystoreError} `config_invalid`, and the file is left as it is.
   */
  async loadConfig(): Promise<StoredConfig | undefined> {
    return (await this.#readConfig())?.config;
  }

  /**
   * Writes `config.json`. Fields that this version does not know stay as they are in the file. A file that is broken is
   * kept beside the new one, as `config.json.corrupt-1`.
   *
   * @param config - What to write; fields that are missing here are removed.
   * @throws {@link InvalidArgumentError} when the config could not be read back.
   */
  async saveConfig(config: StoredConfig): Promise<void> {
    assertConfig(config);
    await this.#prepare();
    const before = await this.#readConfig().catch(async (error: unknown) => {
      if (!(error instanceof KeystoreError) || error.code !== 'config_invalid') throw error;
      await this.#moveAside(this.#configPath);
      return undefined;
    });
    await writePrivateFile(this.#configPath, formatConfig(config, before?.others ?? {}), 'replace');
  }

  /**
   * Makes a key pair for an agent and stores its private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @param options - `force` replaces a key that is there; a backup of it stays.
   * @throws {@link KeystoreError} `key_exists`, unless `force` is set.
   */
  async generateAndStore(
    officeId: string,
    agent: string,
    options: { force?: boolean } = {},
  ): Promise<KeyPair> {
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
   * @param options - `force` replaces a key that is there; a backup of it stays, as `<agent>.key.bak-1`.
   * @throws {@link KeystoreError} `key_exists`, unless `force` is set.
   * @throws {@link InvalidArgumentError} when `privateKey` is no secp256k1 private key.
   */
  async storePrivateKey(
    officeId: string,
    agent: string,
    privateKey: Uint8Array,
    options: { force?: boolean } = {},
  ): Promise<void> {
    publicKeyFromPrivate(privateKey);
    const path = this.#keyPath(officeId, agent);
    await this.#prepare(dirname(path));
    const content = formatPrivateKey(privateKey);
    if (await writePrivateFile(path, content, 'create')) return;
    if (options.force !== true) {
      throw new KeystoreError('key_exists', path, `There is a private key for ${agent} already: ${path}.`, {
        hint: 'Use that one. To replace it, pass `force` (`--force`): a backup of it stays.',
      });
    }
    const before = await readPrivateFile(path, LARGEST_SECRET);
    if (before !== undefined) await keepCopy(path, 'bak', before);
    await writePrivateFile(path, content, 'replace');
  }

  /**
   * Loads an agent's private key.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns 32 bytes; `undefined` when there is no key for that agent.
   * @throws {@link KeystoreError} `key_invalid` when the file holds something else.
   */
  async loadPrivateKey(officeId: string, agent: string): Promise<Uint8Array | undefined> {
    const path = this.#keyPath(officeId, agent);
    const content = await this.#read(path, LARGEST_SECRET);
    return content && parsePrivateKey(path, content);
  }

  /**
   * The public key of an agent whose private key is here.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns hex of the 65-byte uncompressed point, `04…`; `undefined` when there is no key for that agent.
   */
  async getPublicKey(officeId: string, agent: string): Promise<string | undefined> {
    const privateKey = await this.loadPrivateKey(officeId, agent);
    return privateKey && publicKeyFromPrivate(privateKey);
  }

  /**
   * The agents of an office whose private keys are here, sorted by name. The keys themselves are not read.
   *
   * @param officeId - The office.
   */
  async listAgentKeys(officeId: string): Promise<string[]> {
    const folder = this.#officePath(officeId);
    if (!(await this.#isThere(folder))) return [];
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      throw ioError('read', folder, cause);
    });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
      .flatMap((entry) => fromFileName(entry.name.slice(0, -SUFFIX.length)) ?? [])
      .filter(isAgentName)
      .sort();
  }

  /**
   * The offices of whose agents there are private keys here, sorted by id.
   */
  async listOffices(): Promise<string[]> {
    if (!(await this.#isThere(this.#keysPath))) return [];
    const entries = await readdir(this.#keysPath, { withFileTypes: true }).catch((cause: unknown) => {
      throw ioError('read', this.#keysPath, cause);
    });
    const names = entries
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => fromFileName(name) ?? []);
    const offices = await Promise.all(
      names.map(async (office) => ((await this.listAgentKeys(office)).length > 0 ? office : [])),
    );
    return offices.flat().sort();
  }

  /**
   * Deletes an agent's private key. Backups of earlier keys stay.
   *
   * @param officeId - The agent's office.
   * @param agent - The agent's name.
   * @returns whether there was one.
   */
  async deletePrivateKey(officeId: string, agent: string): Promise<boolean> {
    const path = this.#keyPath(officeId, agent);
    if (!(await this.#isThere(dirname(path)))) return false;
    try {
      await rm(path);
      await syncFolder(dirname(path));
      return true;
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') return false;
      throw ioError('write', path, cause);
    }
  }

  /**
   * Stores the office-manager's JWT secret. First-party services only: whoever has it can be anybody.
   *
   * @param secret - The secret; one that is there is replaced.
   * @throws {@link InvalidArgumentError} when it is empty, or no text that can be read back.
   */
  async storeJWTSecret(secret: string): Promise<void> {
    if (typeof secret !== 'string' || secret === '') {
      throw new InvalidArgumentError('secret', 'must be text, and not empty');
    }
    const content = Buffer.from(`${secret}\n`);
    if (content.length > LARGEST_SECRET || content.toString() !== `${secret}\n`) {
      throw new InvalidArgumentError(
        'secret',
        `must be well-formed text of less than ${LARGEST_SECRET} bytes`,
      );
    }
    await this.#prepare(this.#keysPath);
    // Refuses to replace what is not a file of ours.
    await readPrivateFile(this.#jwtPath, LARGEST_SECRET);
    await writePrivateFile(this.#jwtPath, content, 'replace');
  }

  /**
   * Loads the office-manager's JWT secret.
   *
   * @returns the secret; `undefined` when there is none.
   * @throws {@link KeystoreError} `secret_invalid` when the file is empty or far too long.
   */
  async loadJWTSecret(): Promise<string | undefined> {
    const content = await this.#read(this.#jwtPath, LARGEST_SECRET);
    if (content === undefined) return undefined;
    const secret = content.toString().replace(/\n$/, '');
    if (secret !== '' && content.length <= LARGEST_SECRET) return secret;
    throw new KeystoreError('secret_invalid', this.#jwtPath, `${this.#jwtPath} holds no secret.`, {
      hint: 'Store the secret of the office-manager again.',
    });
  }

  async #readConfig(): Promise<ConfigFile | undefined> {
    const bytes = await this.#read(this.#configPath, LARGEST_CONFIG);
    return bytes && parseConfig(this.#configPath, bytes);
  }

  #officePath(officeId: string): string {
    assertOfficeId(officeId);
    return join(this.#keysPath, toFileName(officeId));
  }

  #keyPath(officeId: string, agent: string): string {
    assertAgentName(agent);
    return join(this.#officePath(officeId), `${toFileName(agent)}${SUFFIX}`);
  }

  async #read(path: string, limit: number): Promise<Buffer | undefined> {
    return (await this.#isThere(dirname(path))) ? readPrivateFile(path, limit) : undefined;
  }

  /** Whether a folder of this keystore is there. It, and those above it up to the root, must be safe to read from. */
  async #isThere(folder: string): Promise<boolean> {
    if (folder !== this.basePath && !(await this.#isThere(dirname(folder)))) return false;
    try {
      assertPrivateFolder(folder, await lstat(folder));
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') return false;
      throw ioError('read', folder, cause);
    }
    await this.#sweep(folder);
    return true;
  }

  /** Makes the layout, and a folder in it, ready to write to. */
  async #prepare(folder = this.basePath): Promise<void> {
    for (const path of new Set([this.basePath, this.#keysPath, this.sessionsPath, folder])) {
      await ensureFolder(path);
    }
    await this.#sweep(this.basePath);
    await this.#sweep(folder);
  }

  async #sweep(folder: string): Promise<void> {
    if (this.#swept.has(folder)) return;
    this.#swept.add(folder);
    await removeLeftovers(folder);
  }

  async #moveAside(path: string): Promise<void> {
    try {
      for (let number = 1; ; number++) {
        const aside = `${path}.corrupt-${number}`;
        if (await lstat(aside).catch(() => undefined)) continue;
        return await rename(path, aside);
      }
    } catch (cause) {
      throw ioError('write', path, cause);
    }
  }
}
