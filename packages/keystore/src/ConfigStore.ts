import { constants, copyFile, rm } from 'node:fs/promises';
import { assertProfileName, DEFAULT_PROFILE } from './assertProfileName.ts';
import {
  assertConfig,
  type ConfigFile,
  formatConfig,
  LARGEST_CONFIG,
  NO_CONFIG,
  parseConfig,
} from './configFile.ts';
import { currentProfile, profilesOf, profileUnknown, withCurrent, withProfile } from './configProfiles.ts';
import { errnoOf } from './errnoOf.ts';
import { FolderLock } from './FolderLock.ts';
import { ioError } from './ioError.ts';
import { KeystoreError } from './KeystoreError.ts';
import type { PrivateFolders } from './PrivateFolders.ts';
import type { Profile } from './Profile.ts';
import type { StoredConfig } from './StoredConfig.ts';
import { lockOf, whileLocked } from './whileLocked.ts';

/** `config.json` on disk. */
export class ConfigStore {
  readonly #folders: PrivateFolders;
  readonly #path: string;
  readonly #profile: string | undefined;
  #swept = false;

  constructor(folders: PrivateFolders, path: string, profile: string | undefined) {
    if (profile !== undefined) assertProfileName(profile);
    this.#folders = folders;
    this.#path = path;
    this.#profile = profile;
  }

  /** See {@link Keystore.profile}. */
  async profile(): Promise<string> {
    return this.#profile ?? currentProfile(this.#path, (await this.#read()) ?? NO_CONFIG);
  }

  /** See {@link Keystore.loadConfig}. */
  async load(): Promise<StoredConfig | undefined> {
    const file = (await this.#read()) ?? NO_CONFIG;
    return file.profiles.get(this.#nameIn(file))?.config;
  }

  /** See {@link Keystore.saveConfig}. */
  async save(config: StoredConfig): Promise<void> {
    assertConfig(config);
    await this.#write((file) => withProfile(file, this.#nameIn(file), config), { mends: true });
  }

  /** See {@link Keystore.updateConfig}. */
  async update(
    change: (current: StoredConfig | undefined) => StoredConfig | undefined,
  ): Promise<StoredConfig | undefined> {
    let changed: StoredConfig | undefined;
    await this.#change((file) => {
      const name = this.#nameIn(file);
      const before = file.profiles.get(name)?.config;
      changed = change(before && { ...before });
      if (changed !== undefined) assertConfig(changed);
      return withProfile(file, name, changed);
    });
    return changed;
  }

  /** See {@link Keystore.listProfiles}. */
  async list(): Promise<Profile[]> {
    return profilesOf((await this.#read()) ?? NO_CONFIG);
  }

  /** See {@link Keystore.switchProfile}. */
  async switchTo(name: string): Promise<void> {
    assertProfileName(name);
    await this.#change((file) => {
      if (!file.profiles.has(name)) throw profileUnknown(this.#path, file, name);
      return withCurrent(file, name);
    });
  }

  /** See {@link Keystore.deleteProfile}. */
  async delete(name: string): Promise<boolean> {
    assertProfileName(name);
    let isThere = false;
    await this.#change((file) => {
      isThere = file.profiles.has(name);
      const rest = withProfile(file, name, undefined);
      return isThere && file.current === name ? withCurrent(rest, DEFAULT_PROFILE) : rest;
    });
    return isThere;
  }

  #nameIn(file: ConfigFile): string {
    return this.#profile ?? currentProfile(this.#path, file);
  }

  async #read(): Promise<ConfigFile | undefined> {
    const bytes = await this.#folders.read(this.#path, LARGEST_CONFIG);
    if (!this.#swept) {
      this.#swept = true;
      // A holder that was killed may have left a config that it was writing, with a key in it.
      await FolderLock.sweep(lockOf(this.#path));
    }
    return bytes && parseConfig(this.#path, bytes);
  }

  /** Reads, changes and writes the file; not when nothing changes. */
  async #change(edit: (file: ConfigFile) => ConfigFile): Promise<void> {
    const before = (await this.#read()) ?? NO_CONFIG;
    if (formatConfig(edit(before)) === formatConfig(before)) return;
    await this.#write(edit);
  }

  async #write(edit: (file: ConfigFile) => ConfigFile, { mends = false } = {}): Promise<void> {
    await this.#folders.prepare();
    await whileLocked(this.#path, async (lock) => {
      const before = await this.#read().catch(async (error: unknown) => {
        if (!mends || !(error instanceof KeystoreError) || error.code !== 'config_invalid') throw error;
        await keepBroken(this.#path);
        return undefined;
      });
      const text = formatConfig(edit(before ?? NO_CONFIG));
      await lock.replace(this.#path, text);
    });
  }
}

/** Copies a file to `<path>.corrupt-1`, or the next number that is free. It is not moved: a reader finds one at any time. */
async function keepBroken(path: string): Promise<void> {
  for (let number = 1; ; number++) {
    const copy = `${path}.corrupt-${number}`;
    try {
      return await copyFile(path, copy, constants.COPYFILE_EXCL);
    } catch (cause) {
      if (errnoOf(cause) === 'EEXIST') continue;
      await rm(copy, { force: true });
      throw ioError('write', copy, cause);
    }
  }
}
