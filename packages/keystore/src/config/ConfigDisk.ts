import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from '@mitosislabs/auth/nodeFiles';
import { ioError } from '../files/ioError.ts';
import { keepCopy } from '../files/keepCopy.ts';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { linkTarget, readPrivateFile } from '../files/privateFile.ts';
import { type HeldLock, whileLocked } from '../files/whileLocked.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { Keychain } from '../keychain/Keychain.ts';
import { assertOwnFile, isOpenToOthers, noPermissions, openToOthers } from '../permissions/assertPrivate.ts';
import { type ConfigFile, formatConfig, LARGEST_CONFIG, NO_CONFIG, parseConfig } from './configFile.ts';

/** The largest broken file that is copied. In bytes. */
const LARGEST_COPY = 64 * 1024 * 1024;

/** A change of the config. */
export interface ConfigChange {
  readonly file: ConfigFile;
  /** The key to store in a new entry of the keychain. */
  readonly store?: { readonly profile: string; readonly account: string; readonly key: string } | undefined;
  /** Whether the change fails when a key could not be deleted from the keychain. */
  readonly forgets?: boolean | undefined;
  /** Whether the save replaces unreadable content: a copy of the file is then kept beside the new one. */
  readonly keepsCopy?: boolean | undefined;
}

/** `config.json` and the entries of the keychain that it refers to, read and replaced as one. */
export class ConfigDisk {
  readonly path: string;
  readonly #folders: PrivateFolders;
  readonly #onReadable: (error: KeystoreError) => void;

  /** @param onReadable - Called when others can read the file, and it has no key. */
  constructor(folders: PrivateFolders, onReadable: (error: KeystoreError) => void) {
    this.#folders = folders;
    this.path = join(folders.root, 'config.json');
    this.#onReadable = onReadable;
  }

  /** The keychain that keeps the keys of this file's profiles. */
  get keychain(): Keychain {
    return new Keychain(this.path);
  }

  /** Reads the file; {@link NO_CONFIG} when there is none. */
  async read(): Promise<ConfigFile> {
    let mode: number | undefined;
    const bytes = await this.#folders.read(this.path, LARGEST_CONFIG, (readable) => {
      mode = readable;
    });
    if (!bytes) return NO_CONFIG;
    if (mode === undefined) return parseConfig(this.path, bytes);
    // Earlier clients wrote it like this. Without a key in it there is nothing to protect from readers.
    const file = keylessConfig(this.path, bytes);
    if (!file) throw openToOthers(this.path, mode);
    this.#onReadable(openToOthers(this.path, mode));
    return file;
  }

  /** Whether others can read or write the file. */
  async isOpenToOthers(): Promise<boolean> {
    if (!(await this.#folders.isThere(dirname(this.path)))) return false;
    return lstat(await linkTarget(this.path)).then(isOpenToOthers, (cause: unknown) => {
      if (errnoOf(cause) === 'ENOENT') return false;
      throw ioError('read', this.path, cause);
    });
  }

  /** Removes others' access to the file (mode 0600). */
  async close(): Promise<void> {
    try {
      const path = await linkTarget(this.path);
      const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        await assertOwnFile(path, () => file.stat());
        await file.chmod(0o600);
        if (isOpenToOthers(await file.stat())) throw noPermissions(dirname(this.path));
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw ioError('write', this.path, cause);
    }
  }

  /**
   * Reads, changes and writes the config while no other process does.
   *
   * @param edit - Called again when the lock was lost meanwhile.
   * @param options - `mends`: replaces a broken file, and keeps a copy of it.
   */
  async change(
    edit: (file: ConfigFile) => ConfigChange | Promise<ConfigChange>,
    { mends = false } = {},
  ): Promise<void> {
    const change = async (lock: HeldLock): Promise<void> => {
      const before = await this.read().catch(async (error: unknown) => {
        if (!mends || !(error instanceof KeystoreError) || error.code !== 'config_invalid') throw error;
        await keepBroken(this.path, error);
        return NO_CONFIG;
      });
      const change = await edit(before);
      if (change.keepsCopy) await keepBroken(this.path);
      await this.#replace(lock, before, change);
    };
    await this.#folders.whilePrepared(() => whileLocked(this.path, 'config', change));
  }

  /**
   * Writes the file and the keychain, so that a key is always in one of them and none is forgotten in the keychain: the file
   * names an entry before it is made, and until it is deleted.
   */
  async #replace(lock: HeldLock, before: ConfigFile, { file, store, forgets }: ConfigChange): Promise<void> {
    if (store) await this.#store(lock, before, store);
    const kept = this.#entriesOf(file);
    const dropped = this.#entriesOf(before).filter((account) => !kept.includes(account));
    const leftovers = [...before.leftovers, ...dropped];
    try {
      await lock.replace(this.path, formatConfig({ ...file, leftovers }));
    } catch (error) {
      if (store) await this.keychain.remove([store.account]);
      throw error;
    }
    if (leftovers.length === 0) return;
    const left = await this.keychain.remove(leftovers);
    // The change itself is made. If this write fails, the next change repeats it.
    if (left.length < leftovers.length) {
      await lock.replace(this.path, formatConfig({ ...file, leftovers: left })).catch(() => undefined);
    }
    const shouldBeGone = left.filter((account) => dropped.includes(account));
    if (forgets && shouldBeGone.length > 0) throw this.keychain.notRemoved(shouldBeGone);
  }

  async #store(
    lock: HeldLock,
    before: ConfigFile,
    { profile, account, key }: NonNullable<ConfigChange['store']>,
  ): Promise<void> {
    await lock.replace(this.path, formatConfig({ ...before, leftovers: [...before.leftovers, account] }));
    try {
      await this.keychain.store(profile, account, key);
    } catch (error) {
      const left = await this.keychain.remove([account]);
      if (left.length === 0) await lock.replace(this.path, formatConfig(before)).catch(() => undefined);
      throw error;
    }
  }

  #entriesOf({ profiles }: ConfigFile): string[] {
    return [...profiles].flatMap(([name, { config, entry }]) =>
      entry === undefined ? [] : [this.keychain.account(name, config, entry)],
    );
  }
}

/** Returns the config if it has no key and no broken part that may be one. */
function keylessConfig(path: string, bytes: Uint8Array): ConfigFile | undefined {
  try {
    const file = parseConfig(path, bytes);
    const hasKey = [...file.profiles.values()].some(({ config }) => config.apiKey !== undefined);
    const isWhole = file.broken.size === 0 && Object.keys(file.unread.profiles).length === 0;
    return hasKey || !isWhole ? undefined : file;
  } catch {
    return undefined;
  }
}

/** Copies a broken file to `<path>.corrupt-1`, or the next number. It is not moved: readers must find a file at any time. */
async function keepBroken(path: string, reason?: KeystoreError): Promise<void> {
  const bytes = await readPrivateFile(path, LARGEST_COPY);
  // Too large to copy: its owner has to move it away.
  if (reason && bytes && bytes.length > LARGEST_COPY) throw reason;
  if (bytes) await keepCopy(path, 'corrupt', bytes);
}
