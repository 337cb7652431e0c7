import { readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { HomeRecord } from '../config/HomeRecord.ts';
import { formatSecretStorage } from '../encryption/formatSecretStorage.ts';
import { once, type Passphrase, textOf } from '../encryption/Passphrase.ts';
import { errnoOf } from '../files/errnoOf.ts';
import { ioError } from '../files/ioError.ts';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { readPrivateFile } from '../files/readPrivateFile.ts';
import { syncFolder } from '../files/syncFolder.ts';
import { writePrivateFile } from '../files/writePrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { whileLocked } from '../lock/whileLocked.ts';
import { assertAgentName, assertOfficeId, isAgentName, isOfficeId } from './assertName.ts';
import { fromFileName, toFileName } from './fileName.ts';
import type {
  ExportKeyOptions,
  ImportKeyOptions,
  LoadKeyOptions,
  RotateKeyOptions,
  StoreKeyOptions,
} from './KeyOptions.ts';
import { LARGEST_SECRET } from './largestSecret.ts';
import { formatPrivateKey, openPrivateKey, parsePrivateKey } from './privateKeyFile.ts';
import { replaceKey } from './replaceKey.ts';
import { nextOf, rotateKey } from './rotateKey.ts';

const SUFFIX = '.key';

/** The agents' private keys on disk: `<folder>/<officeId>/<agent>.key`. */
export class AgentKeys {
  readonly #folders: PrivateFolders;
  readonly #path: string;
  readonly #passphrase: Passphrase | undefined;

  constructor(folders: PrivateFolders, path: string, passphrase?: Passphrase) {
    this.#folders = folders;
    this.#path = path;
    this.#passphrase = passphrase;
  }

  /** See {@link Keystore.storePrivateKey}. */
  async store(
    officeId: string,
    agent: string,
    privateKey: Uint8Array,
    options: StoreKeyOptions,
  ): Promise<void> {
    publicKeyFromPrivate(privateKey);
    const path = this.#keyPath(officeId, agent);
    const { endpoint } = options;
    const home = this.#home(officeId);
    if (endpoint !== undefined) await this.#settle(officeId, home, endpoint);
    const content = await formatted(privateKey, options.passphrase);
    await this.#folders.prepare(dirname(path));
    if (endpoint !== undefined) await home.write(endpoint);
    while (!(await writePrivateFile(path, content, 'create'))) {
      // What is in the way may be nothing that can be used; or it may be gone again.
      if (!(await readPrivateFile(path, LARGEST_SECRET))) continue;
      if (options.force === true) return this.#replace(path, content);
      throw new KeystoreError('key_exists', path, `There is a private key for ${agent} already: ${path}.`, {
        hint: 'Use that one. To replace it, pass `force` (`--force`): a backup of it stays.',
      });
    }
  }

  async #replace(path: string, content: string): Promise<void> {
    await whileLocked(path, 'key', async (lock) => {
      const before = await readPrivateFile(path, LARGEST_SECRET);
      await replaceKey(lock, path, before, content);
    });
  }

  /** See {@link Keystore.loadPrivateKey}. */
  async load(officeId: string, agent: string, options: LoadKeyOptions = {}): Promise<Uint8Array | undefined> {
    const path = this.#keyPath(officeId, agent);
    if (options.endpoint !== undefined) await this.#home(officeId).check(options.endpoint);
    return this.#open(path, options.passphrase);
  }

  /** See {@link Keystore.loadPendingKey}. */
  async loadPending(
    officeId: string,
    agent: string,
    options: LoadKeyOptions,
  ): Promise<Uint8Array | undefined> {
    const path = this.#keyPath(officeId, agent);
    if (options.endpoint !== undefined) await this.#home(officeId).check(options.endpoint);
    return this.#open(nextOf(path), options.passphrase);
  }

  /** See {@link Keystore.getPublicKey}. */
  async publicKey(officeId: string, agent: string, options: LoadKeyOptions): Promise<string | undefined> {
    const path = this.#keyPath(officeId, agent);
    const key = await this.#read(path);
    if (!key) return undefined;
    if (!ArrayBuffer.isView(key) && key.publicKey !== undefined) return key.publicKey;
    return publicKeyFromPrivate(await openPrivateKey(path, key, options.passphrase ?? this.#passphrase));
  }

  /** See {@link Keystore.exportPrivateKey}. */
  async export(officeId: string, agent: string, options: ExportKeyOptions): Promise<string> {
    const path = this.#keyPath(officeId, agent);
    const privateKey = await this.#open(path, options.currentPassphrase);
    if (!privateKey) throw noKey(path, officeId, agent);
    return formatSecretStorage(privateKey, await required(options.passphrase));
  }

  /** See {@link Keystore.importPrivateKey}. */
  async import(officeId: string, agent: string, text: string, options: ImportKeyOptions): Promise<string> {
    const path = this.#keyPath(officeId, agent);
    if (typeof text !== 'string' || text.length > LARGEST_SECRET) {
      throw new InvalidArgumentError('text', `must be text of at most ${LARGEST_SECRET} characters`);
    }
    const key = parsePrivateKey(path, Buffer.from(text.trim().replace(/^0x/i, '')), 'What was given');
    // Asked once, also when the key is encrypted again.
    const passphrase = once(options.passphrase);
    const privateKey = await openPrivateKey(path, key, passphrase, 'what was given');
    const { force, endpoint, keepEncrypted } = options;
    await this.store(officeId, agent, privateKey, {
      force,
      endpoint,
      ...(keepEncrypted === true && { passphrase: await required(passphrase) }),
    });
    return publicKeyFromPrivate(privateKey);
  }

  /** See {@link Keystore.rotatePrivateKey}. */
  async rotate(officeId: string, agent: string, options: RotateKeyOptions): Promise<string> {
    const path = this.#keyPath(officeId, agent);
    if (options.endpoint !== undefined) await this.#home(officeId).check(options.endpoint);
    if (!(await this.#read(path))) throw noKey(path, officeId, agent);
    await this.#folders.prepare(dirname(path));
    return rotateKey(path, { ...options, passphrase: options.passphrase ?? this.#passphrase });
  }

  /** See {@link Keystore.endpointOf}. */
  async endpointOf(officeId: string): Promise<string | undefined> {
    return this.#home(officeId).read();
  }

  /** See {@link Keystore.listAgentKeys}. */
  async list(officeId: string): Promise<string[]> {
    const entries = await this.#entries(this.#officePath(officeId));
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(SUFFIX))
      .flatMap((entry) => fromFileName(entry.name.slice(0, -SUFFIX.length)) ?? [])
      .filter(isAgentName)
      .sort();
  }

  /** See {@link Keystore.listOffices}. */
  async listOffices(): Promise<string[]> {
    const names = (await this.#entries(this.#path))
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => fromFileName(name) ?? [])
      // What else somebody keeps there is none of ours.
      .filter(isOfficeId);
    const offices = await Promise.all(
      names.map(async (office) => ((await this.list(office)).length > 0 ? office : [])),
    );
    return offices.flat().sort();
  }

  /** See {@link Keystore.deletePrivateKey}. */
  async delete(officeId: string, agent: string): Promise<boolean> {
    const path = this.#keyPath(officeId, agent);
    if (!(await this.#folders.isThere(dirname(path)))) return false;
    await this.#folders.prepare(dirname(path));
    try {
      await unlink(path);
      await syncFolder(dirname(path));
      return true;
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') return false;
      throw ioError('write', path, cause);
    }
  }

  /** Refuses a host that others of the office's keys do not belong to; of an office without keys, forgets the host. */
  async #settle(officeId: string, home: HomeRecord, endpoint: string): Promise<void> {
    if ((await home.read()) === undefined) return;
    if ((await this.list(officeId)).length === 0) await home.replace(endpoint);
    else await home.check(endpoint);
  }

  async #open(path: string, passphrase: Passphrase | undefined): Promise<Uint8Array | undefined> {
    const key = await this.#read(path);
    return key && openPrivateKey(path, key, passphrase ?? this.#passphrase);
  }

  async #read(path: string) {
    const content = await this.#folders.read(path, LARGEST_SECRET);
    return content && parsePrivateKey(path, content);
  }

  async #entries(folder: string) {
    if (!(await this.#folders.isThere(folder))) return [];
    return readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      throw ioError('read', folder, cause);
    });
  }

  #home(officeId: string): HomeRecord {
    return new HomeRecord(this.#folders, this.#officePath(officeId));
  }

  #officePath(officeId: string): string {
    assertOfficeId(officeId);
    return join(this.#path, toFileName(officeId));
  }

  #keyPath(officeId: string, agent: string): string {
    assertAgentName(agent);
    return join(this.#officePath(officeId), `${toFileName(agent)}${SUFFIX}`);
  }
}

async function formatted(privateKey: Uint8Array, passphrase: Passphrase | undefined): Promise<string> {
  return passphrase === undefined
    ? formatPrivateKey(privateKey)
    : formatSecretStorage(privateKey, await required(passphrase));
}

/** The passphrase to encrypt with: that there is none must not mean that the key is not encrypted. */
async function required(passphrase: Passphrase): Promise<string> {
  const text = await textOf(passphrase);
  if (text === undefined || text === '') throw new InvalidArgumentError('passphrase', 'must not be empty');
  return text;
}

function noKey(path: string, officeId: string, agent: string): KeystoreError {
  return new KeystoreError(
    'no_agent_key',
    path,
    `There is no private key for ${agent} in ${dirname(path)}.`,
    {
      hint: `Make one: mi keys generate -o ${officeId} -a ${agent}`,
    },
  );
}
