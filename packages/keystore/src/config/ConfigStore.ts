import { randomBytes } from 'node:crypto';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { Keychain } from '../keychain/Keychain.ts';
import { assertProfileName, DEFAULT_PROFILE } from './assertProfileName.ts';
import { type ConfigChange, ConfigDisk } from './ConfigDisk.ts';
import { assertConfig, type ConfigFile, formatConfig } from './configFile.ts';
import {
  assertListed,
  assertUsable,
  configOf,
  currentProfile,
  type ProfileFields,
  profilesOf,
  profileUnknown,
  withCurrent,
  withProfile,
} from './configProfiles.ts';
import type { Profile } from './Profile.ts';
import type { StoredConfig } from './StoredConfig.ts';

/** A key that was read from the keychain, and its entry's name. */
interface KnownKey {
  readonly account: string;
  readonly key: string;
}

/** How a config is saved; see {@link Keystore.saveConfig}. */
interface SaveOptions {
  readonly apiKeyIn?: 'file' | 'keychain' | undefined;
  readonly replaces?: Profile | null | undefined;
}

/** The profiles of `config.json`. */
export class ConfigStore {
  readonly #disk: ConfigDisk;
  readonly #keychain: Keychain;
  readonly #profile: string | undefined;

  constructor(folders: PrivateFolders, path: string, profile: string | undefined) {
    if (profile !== undefined) assertProfileName(profile);
    this.#keychain = new Keychain(path);
    this.#disk = new ConfigDisk(folders, path, this.#keychain);
    this.#profile = profile;
  }

  /** See {@link Keystore.profile}. */
  async profile(): Promise<string> {
    return this.#profile ?? this.#nameIn(await this.#disk.read());
  }

  /** See {@link Keystore.hasKeychain}. */
  async hasKeychain(): Promise<boolean> {
    return this.#keychain.works();
  }

  /** See {@link Keystore.loadConfig}. */
  async load(): Promise<StoredConfig | undefined> {
    const { file, known } = await this.#read();
    return this.#configIn(file, known);
  }

  /** See {@link Keystore.saveConfig}. */
  async save(config: StoredConfig, { apiKeyIn, replaces }: SaveOptions): Promise<void> {
    assertConfig(config);
    const edit = (file: ConfigFile): ConfigChange => {
      const name = this.#nameIn(file);
      if (replaces !== undefined) assertListed(this.#disk.path, file, name, replaces);
      return { ...this.#with(file, config, undefined, apiKeyIn), keepsCopy: file.broken.has(name) };
    };
    await this.#disk.change(edit, { mends: true });
  }

  /** See {@link Keystore.updateConfig}. */
  async update(
    change: (current: StoredConfig | undefined) => StoredConfig | undefined,
  ): Promise<StoredConfig | undefined> {
    for (;;) {
      // Somebody may be asked for a password: others need not wait for that.
      const { file: seen, known } = await this.#read();
      let changed: StoredConfig | undefined;
      let isOutdated = false;
      const edit = (file: ConfigFile): ConfigChange => {
        isOutdated = this.#accountIn(file) !== known?.account;
        if (isOutdated) return { file };
        changed = change(this.#configIn(file, known));
        if (changed !== undefined) assertConfig(changed);
        return this.#with(file, changed, known, undefined);
      };
      if (formatConfig(edit(seen).file) === formatConfig(seen)) return changed;
      await this.#disk.change(edit);
      if (!isOutdated) return changed;
    }
  }

  /** See {@link Keystore.updateProfile}. */
  async updateProfile(change: (current: Profile | undefined) => ProfileFields | undefined): Promise<void> {
    let known: KnownKey | undefined;
    for (;;) {
      let needed: string | undefined;
      const edit = (file: ConfigFile): ConfigChange => {
        const name = this.#nameIn(file);
        const wanted = change(this.#profileIn(file));
        const before = file.profiles.get(name);
        const config = wanted && configOf(wanted, before?.config);
        if (config !== undefined) assertConfig(config);
        const account = this.#accountIn(file);
        const staysThere = account !== undefined && wanted?.apiKeyIn !== undefined;
        if (!config || !before?.entry || !staysThere) return this.#with(file, config, undefined, 'file');
        if (this.#keychain.account(name, config, before.entry) === account) {
          return { file: withProfile(file, name, config, before.entry) };
        }
        // The entry is named after the hosts: the key needs another one.
        needed = known?.account === account ? undefined : account;
        return needed ? { file } : this.#with(file, { ...config, apiKey: known?.key }, known, 'keychain');
      };
      const seen = await this.#disk.read();
      if (formatConfig(edit(seen).file) !== formatConfig(seen)) await this.#disk.change(edit);
      if (needed === undefined) return;
      known = { account: needed, key: await this.#keychain.load(this.#nameIn(seen), needed) };
    }
  }

  /** See {@link Keystore.listProfiles}. */
  async list(): Promise<Profile[]> {
    return profilesOf(await this.#disk.read());
  }

  /** See {@link Keystore.listBrokenProfiles}. */
  async listBroken(): Promise<{ name: string; problem: string }[]> {
    const { broken } = await this.#disk.read();
    return [...broken].map(([name, { problem }]) => ({ name, problem }));
  }

  /** See {@link Keystore.switchProfile}. */
  async switchTo(name: string): Promise<void> {
    assertProfileName(name);
    const edit = (file: ConfigFile): ConfigChange => {
      assertUsable(this.#disk.path, file, name);
      if (!file.profiles.has(name)) throw profileUnknown(this.#disk.path, file, name);
      return { file: withCurrent(file, name) };
    };
    const seen = await this.#disk.read();
    if (edit(seen).file.current !== seen.current) await this.#disk.change(edit);
  }

  /** See {@link Keystore.deleteProfile}. */
  async delete(name: string): Promise<boolean> {
    assertProfileName(name);
    const seen = await this.#disk.read();
    const has = (file: ConfigFile): boolean => file.profiles.has(name) || file.broken.has(name);
    if (!has(seen) && seen.leftovers.length === 0) return false;
    let isThere = false;
    await this.#disk.change((file) => {
      isThere = has(file);
      const rest = withProfile(file, name, undefined);
      const isCurrent = isThere && file.current === name;
      return { file: isCurrent ? withCurrent(rest, DEFAULT_PROFILE) : rest, forgets: true };
    });
    return isThere;
  }

  #nameIn(file: ConfigFile): string {
    return this.#profile ?? currentProfile(this.#disk.path, file);
  }

  #profileIn(file: ConfigFile): Profile | undefined {
    const name = this.#nameIn(file);
    assertUsable(this.#disk.path, file, name);
    return profilesOf(file).find((profile) => profile.name === name);
  }

  /** The entry of the keychain that has the profile's key. */
  #accountIn(file: ConfigFile): string | undefined {
    const name = this.#nameIn(file);
    const { config, entry } = file.profiles.get(name) ?? {};
    const isThere = config !== undefined && entry !== undefined && config.apiKey === undefined;
    return isThere ? this.#keychain.account(name, config, entry) : undefined;
  }

  /** The file, and the profile's key where the keychain has it. */
  async #read(): Promise<{ file: ConfigFile; known: KnownKey | undefined }> {
    for (;;) {
      const file = await this.#disk.read();
      try {
        return { file, known: await this.#keyIn(file) };
      } catch (error) {
        // Somebody may have stored another key meanwhile, and taken that one away.
        if (this.#accountIn(await this.#disk.read()) === this.#accountIn(file)) throw error;
      }
    }
  }

  async #keyIn(file: ConfigFile): Promise<KnownKey | undefined> {
    const account = this.#accountIn(file);
    if (account === undefined) return undefined;
    return { account, key: await this.#keychain.load(this.#nameIn(file), account) };
  }

  #configIn(file: ConfigFile, known: KnownKey | undefined): StoredConfig | undefined {
    const name = this.#nameIn(file);
    assertUsable(this.#disk.path, file, name);
    const config = file.profiles.get(name)?.config;
    return config && { ...config, ...(known && { apiKey: known.key }) };
  }

  /** The file with the profile's config, its key in the file or in the keychain. */
  #with(
    file: ConfigFile,
    config: StoredConfig | undefined,
    known: KnownKey | undefined,
    where: 'file' | 'keychain' | undefined,
  ): ConfigChange {
    const name = this.#nameIn(file);
    if (config?.apiKey === undefined) return { file: withProfile(file, name, config), forgets: true };
    const before = file.profiles.get(name)?.entry;
    if ((where ?? (this.#accountIn(file) ? 'keychain' : 'file')) === 'file') {
      return { file: withProfile(file, name, config) };
    }
    const { apiKey: key, ...rest } = config;
    if (before && known?.key === key && this.#keychain.account(name, rest, before) === known.account) {
      return { file: withProfile(file, name, rest, before) };
    }
    const entry = randomBytes(8).toString('hex');
    const account = this.#keychain.account(name, rest, entry);
    return { file: withProfile(file, name, rest, entry), store: { profile: name, account, key } };
  }
}
