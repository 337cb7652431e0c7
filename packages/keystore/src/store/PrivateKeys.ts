import { dirname } from 'node:path';
import { assertOptions, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { generateKeyPair, type KeyPair, publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { formatSecretStorage } from '../encryption/formatSecretStorage.ts';
import { once, type Passphrase, textOf } from '../encryption/Passphrase.ts';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { linkTarget, readPrivateFile } from '../files/privateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { deleteKey } from '../keys/deleteKey.ts';
import { KeyFolders } from '../keys/KeyFolders.ts';
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
} from '../keys/KeyOptions.ts';
import { OfficeOrigins } from '../keys/OfficeOrigins.ts';
import {
  formatPrivateKey,
  MAX_KEY_BYTES,
  openPrivateKey,
  parseKeyText,
  parsePrivateKey,
} from '../keys/privateKeyFile.ts';
import { nextOf, rotateKey } from '../keys/rotateKey.ts';
import { storeKey } from '../keys/storeKey.ts';

/** Reads and writes the agents' private keys. {@link AgentKeys} and {@link Keystore} say what each method does. */
export class PrivateKeys {
  readonly #files: PrivateFolders;
  readonly #passphrase: Passphrase | undefined;

  constructor(folders: PrivateFolders, passphrase: Passphrase | undefined) {
    this.#files = folders;
    this.#passphrase = passphrase;
  }

  get #keys(): KeyFolders {
    return new KeyFolders(this.#files);
  }

  get #origins(): OfficeOrigins {
    return new OfficeOrigins(this.#files);
  }

  async generateAndStore(officeId: string, agent: string, options: StoreKeyOptions = {}): Promise<KeyPair> {
    assertOptions('options', options, storeKeyOptions);
    const pair = generateKeyPair();
    await this.storePrivateKey(officeId, agent, pair.privateKey, options);
    return pair;
  }

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

  async loadPrivateKey(
    officeId: string,
    agent: string,
    options: LoadKeyOptions = {},
  ): Promise<Uint8Array | undefined> {
    assertOptions('options', options, loadKeyOptions);
    return this.#open(await this.#checkedPath(officeId, agent, options), options.passphrase);
  }

  async loadAgentKey(officeId: string, agent: string): Promise<Uint8Array> {
    const privateKey = await this.loadPrivateKey(officeId, agent);
    if (!privateKey) throw noAgentKey(await this.#keys.keyPath(officeId, agent), officeId, agent);
    return privateKey;
  }

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

  async getPublicKey(officeId: string, agent: string, options: LoadKeyOptions = {}): Promise<string> {
    assertOptions('options', options, loadKeyOptions);
    const path = await this.#keys.keyPath(officeId, agent);
    const key = await this.#read(path);
    if (!key) throw noAgentKey(path, officeId, agent);
    if (!ArrayBuffer.isView(key) && key.publicKey !== undefined) return key.publicKey;
    return publicKeyFromPrivate(await openPrivateKey(path, key, options.passphrase ?? this.#passphrase));
  }

  async hasAgentKey(officeId: string, agent: string): Promise<boolean> {
    const content = await this.#files.read(await this.#keys.keyPath(officeId, agent), MAX_KEY_BYTES);
    return content !== undefined;
  }

  async exportPrivateKey(officeId: string, agent: string, options: ExportKeyOptions): Promise<string> {
    assertOptions('options', options, exportKeyOptions);
    const path = await this.#keys.keyPath(officeId, agent);
    const privateKey = await this.#open(path, options.currentPassphrase);
    if (!privateKey) throw noAgentKey(path, officeId, agent);
    return formatSecretStorage(privateKey, await required(options.passphrase));
  }

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

  async endpointOf(officeId: string, agent?: string): Promise<string | undefined> {
    if (agent === undefined) return this.#origins.ofOffice(officeId);
    return this.#origins.of(await this.#keys.keyPath(officeId, agent));
  }

  async listAgentKeys(officeId: string): Promise<string[]> {
    return this.#keys.agents(officeId);
  }

  async listOffices(): Promise<string[]> {
    return this.#keys.offices();
  }

  async deletePrivateKey(officeId: string, agent: string): Promise<boolean> {
    const path = await this.#keys.keyPath(officeId, agent);
    if (!(await this.#files.isThere(dirname(path)))) return false;
    return this.#keys.whilePrepared(path, () => deleteKey(path, this.#origins));
  }

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
function noAgentKey(path: string, officeId: string, agent: string): KeystoreError {
  const problem = `There is no private key for ${agent} in ${dirname(path)}.`;
  return new KeystoreError('no_agent_key', path, problem, {
    hint: `Make one and register it: mi keys rotate -o ${officeId} -a ${agent}`,
  });
}
