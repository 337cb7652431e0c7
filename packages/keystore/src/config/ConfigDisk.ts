import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { readPrivateFile } from '../files/readPrivateFile.ts';
import { KeystoreError } from '../KeystoreError.ts';
import type { Keychain } from '../keychain/Keychain.ts';
import { keepCopy } from '../keys/keepCopy.ts';
import type { FolderLock } from '../lock/FolderLock.ts';
import { whileLocked } from '../lock/whileLocked.ts';
import { type ConfigFile, formatConfig, LARGEST_CONFIG, NO_CONFIG, parseConfig } from './configFile.ts';

/** A broken file that is larger is not copied. In bytes. */
const LARGEST_COPY = 64 * 1024 * 1024;

/** What is to become of the config. */
export interface ConfigChange {
  readonly file: ConfigFile;
  /** The key that a new entry of the keychain is to have. */
  readonly store?: { readonly profile: string; readonly account: string; readonly key: string } | undefined;
  /** Whether somebody counts on a key being gone from the keychain afterwards. */
  readonly forgets?: boolean | undefined;
  /** Whether the save replaces unreadable content: a copy of the file is then kept beside the new one. */
  readonly keepsCopy?: boolean | undefined;
}

/** `config.json` and the entries of the keychain that it refers to, read and replaced as one. */
export class ConfigDisk {
  readonly path: string;
  readonly #folders: PrivateFolders;
  readonly #keychain: Keychain;

  constructor(folders: PrivateFolders, path: string, keychain: Keychain) {
    this.#folders = folders;
    this.path = path;
    this.#keychain = keychain;
  }

  /** What there is; nothing when there is no file. */
  async read(): Promise<ConfigFile> {
    const bytes = await this.#folders.read(this.path, LARGEST_CONFIG);
    return bytes ? parseConfig(this.path, bytes) : NO_CONFIG;
  }

  /**
   * Reads, changes and writes the config while nobody else does.
   *
   * @param edit - Is called again when the lock was lost meanwhile.
   * @param options - `mends`: a broken file is replaced, and kept beside the new one.
   */
  async change(edit: (file: ConfigFile) => ConfigChange, { mends = false } = {}): Promise<void> {
    await this.#folders.prepare();
    await whileLocked(this.path, 'config', async (lock) => {
      const before = await this.read().catch(async (error: unknown) => {
        if (!mends || !(error instanceof KeystoreError) || error.code !== 'config_invalid') throw error;
        await keepBroken(this.path, error);
        return NO_CONFIG;
      });
      const change = edit(before);
      if (change.keepsCopy) await keepBroken(this.path);
      await this.#replace(lock, before, change);
    });
  }

  /**
   * A key is never in neither place, and none is forgotten in the keychain: an entry is named in the file before it is
   * made, and until it is deleted.
   */
  async #replace(
    lock: FolderLock,
    before: ConfigFile,
    { file, store, forgets }: ConfigChange,
  ): Promise<void> {
    if (store) await this.#store(lock, before, store);
    const kept = this.#entriesOf(file);
    const dropped = this.#entriesOf(before).filter((account) => !kept.includes(account));
    const leftovers = [...before.leftovers, ...dropped];
    try {
      await lock.replace(this.path, formatConfig({ ...file, leftovers }));
    } catch (error) {
      if (store) await this.#keychain.remove([store.account]);
      throw error;
    }
    if (leftovers.length === 0) return;
    const left = await this.#keychain.remove(leftovers);
    // The change itself is made. What is not written now, the next change finds out again.
    if (left.length < leftovers.length) {
      await lock.replace(this.path, formatConfig({ ...file, leftovers: left })).catch(() => undefined);
    }
    const shouldBeGone = left.filter((account) => dropped.includes(account));
    if (forgets && shouldBeGone.length > 0) throw this.#keychain.notRemoved(shouldBeGone);
  }

  async #store(
    lock: FolderLock,
    before: ConfigFile,
    { profile, account, key }: NonNullable<ConfigChange['store']>,
  ): Promise<void> {
    await lock.replace(this.path, formatConfig({ ...before, leftovers: [...before.leftovers, account] }));
    try {
      await this.#keychain.store(profile, account, key);
    } catch (error) {
      const left = await this.#keychain.remove([account]);
      if (left.length === 0) await lock.replace(this.path, formatConfig(before)).catch(() => undefined);
      throw error;
    }
  }

  #entriesOf({ profiles }: ConfigFile): string[] {
    return [...profiles].flatMap(([name, { config, entry }]) =>
      entry === undefined ? [] : [this.#keychain.account(name, config, entry)],
    );
  }
}

/** Copies a broken file to `<path>.corrupt-1`, or the next number. It is not moved: a reader finds one at any time. */
async function keepBroken(path: string, reason?: KeystoreError): Promise<void> {
  const bytes = await readPrivateFile(path, LARGEST_COPY);
  // To move it away is then for whoever put it there.
  if (reason && bytes && bytes.length > LARGEST_COPY) throw reason;
  if (bytes) await keepCopy(path, 'corrupt', bytes);
}
