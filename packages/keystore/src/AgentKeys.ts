import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { publicKeyFromPrivate } from '@mitosislabs/auth/signing';
import { assertAgentName, assertOfficeId, isAgentName } from './assertName.ts';
import { errnoOf } from './errnoOf.ts';
import { fromFileName, toFileName } from './fileName.ts';
import { ioError } from './ioError.ts';
import { KeystoreError } from './KeystoreError.ts';
import { keepCopy } from './keepCopy.ts';
import { LARGEST_SECRET } from './largestSecret.ts';
import type { PrivateFolders } from './PrivateFolders.ts';
import { formatPrivateKey, parsePrivateKey } from './privateKeyFile.ts';
import { readPrivateFile } from './readPrivateFile.ts';
import { syncFolder } from './syncFolder.ts';
import { writePrivateFile } from './writePrivateFile.ts';

const SUFFIX = '.key';

/** The agents' private keys on disk: `<folder>/<officeId>/<agent>.key`. */
export class AgentKeys {
  readonly #folders: PrivateFolders;
  readonly #path: string;

  constructor(folders: PrivateFolders, path: string) {
    this.#folders = folders;
    this.#path = path;
  }

  /** See {@link Keystore.storePrivateKey}. */
  async store(officeId: string, agent: string, privateKey: Uint8Array, force: boolean): Promise<void> {
    publicKeyFromPrivate(privateKey);
    const path = this.#keyPath(officeId, agent);
    await this.#folders.prepare(dirname(path));
    const content = formatPrivateKey(privateKey);
    if (await writePrivateFile(path, content, 'create')) return;
    if (!force) {
      throw new KeystoreError('key_exists', path, `There is a private key for ${agent} already: ${path}.`, {
        hint: 'Use that one. To replace it, pass `force` (`--force`): a backup of it stays.',
      });
    }
    const before = await readPrivateFile(path, LARGEST_SECRET);
    if (before !== undefined) await keepCopy(path, 'bak', before);
    await writePrivateFile(path, content, 'replace');
  }

  /** See {@link Keystore.loadPrivateKey}. */
  async load(officeId: string, agent: string): Promise<Uint8Array | undefined> {
    const path = this.#keyPath(officeId, agent);
    const content = await this.#folders.read(path, LARGEST_SECRET);
    return content && parsePrivateKey(path, content);
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
      .flatMap(({ name }) => fromFileName(name) ?? []);
    const offices = await Promise.all(
      names.map(async (office) => ((await this.list(office)).length > 0 ? office : [])),
    );
    return offices.flat().sort();
  }

  /** See {@link Keystore.deletePrivateKey}. */
  async delete(officeId: string, agent: string): Promise<boolean> {
    const path = this.#keyPath(officeId, agent);
    if (!(await this.#folders.isThere(dirname(path)))) return false;
    try {
      await rm(path);
      await syncFolder(dirname(path));
      return true;
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') return false;
      throw ioError('write', path, cause);
    }
  }

  async #entries(folder: string) {
    if (!(await this.#folders.isThere(folder))) return [];
    return readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      throw ioError('read', folder, cause);
    });
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
