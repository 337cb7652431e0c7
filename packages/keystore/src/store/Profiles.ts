import { randomBytes } from 'node:crypto';
import { assertOptions, InvalidArgumentError } from '@mitosislabs/auth/errors';
import { type ConfigChange, ConfigDisk } from '../config/ConfigDisk.ts';
import {
  assertConfig,
  type ConfigFile,
  DEFAULT_PROFILE,
  formatConfig,
  splitConfig,
} from '../config/configFile.ts';
import {
  assertListed,
  assertUsable,
  configOf,
  currentProfile,
  othersOf,
  profilesOf,
  profileUnknown,
  withCurrent,
  withOthers,
  withProfile,
} from '../config/configProfiles.ts';
import type { KeystoreConfig } from '../config/KeystoreConfig.ts';
import type { Profile } from '../config/Profile.ts';
import { assertProfileName } from '../config/profileName.ts';
import type { LoadedConfig, StoredConfig } from '../config/StoredConfig.ts';
import type { PrivateFolders } from '../files/PrivateFolders.ts';
import { KeystoreError } from '../KeystoreError.ts';
import { JWTSecret } from '../keys/JWTSecret.ts';

/** A key that was read from the keychain, and its entry's name. */
interface KnownKey {
  readonly account: string;
  readonly key: string;
}

/** Reads and writes the profiles of `config.json`. {@link ConfigStore} says what each method does. */
export class Profiles {
  readonly #folders: PrivateFolders;
  readonly #disk: ConfigDisk;
  readonly #profile: string | undefined;

  constructor(folders: PrivateFolders, { profile, onWarning = emitWarning }: KeystoreConfig) {
    this.#folders = folders;
    let isReported = false;
    this.#disk = new ConfigDisk(folders, (error) => {
      if (!isReported) onWarning(readableWarning(error));
      isReported = true;
    });
    this.#profile = profile;
  }

  async profile(): Promise<string> {
    return this.#profile ?? this.#nameIn(await this.#disk.read());
  }

  async hasKeychain(): Promise<boolean> {
    return this.#disk.keychain.works();
  }

  async loadConfig(): Promise<LoadedConfig> {
    const { file, known } = await this.#read();
    // Known fields come first, as in the file, and take precedence.
    const config = this.#configIn(file, known);
    return { ...config, ...othersOf(file, this.#nameIn(file)), ...config };
  }

  async saveConfig(
    config: StoredConfig,
    options: {
      apiKeyIn?: 'file' | 'keychain' | undefined;
      replaces?: Profile | null | undefined;
    } = {},
  ): Promise<void> {
    assertOptions('options', options, { apiKeyIn: true, replaces: true });
    const { apiKeyIn, replaces } = options;
    if (apiKeyIn !== undefined && apiKeyIn !== 'file' && apiKeyIn !== 'keychain') {
      throw new InvalidArgumentError('apiKeyIn', 'must be "file" or "keychain"');
    }
    assertConfig(config);
    const edit = (file: ConfigFile): ConfigChange => {
      const name = this.#nameIn(file);
      if (replaces !== undefined) assertListed(this.#disk.path, file, name, replaces);
      return { ...this.#with(file, config, undefined, apiKeyIn), keepsCopy: file.broken.has(name) };
    };
    await this.#change(edit, { mends: true });
  }

  async storeConfig(config: Readonly<Record<string, unknown>> | StoredConfig): Promise<void> {
    const { config: known, others } = splitConfig(config);
    const edit = (file: ConfigFile): ConfigChange => {
      const name = this.#nameIn(file);
      const change = this.#with(file, known, undefined, undefined);
      return { ...change, file: withOthers(change.file, name, others), keepsCopy: file.broken.has(name) };
    };
    await this.#disk.change(edit, { mends: true });
  }

  async isConfigOpenToOthers(): Promise<boolean> {
    return this.#disk.isOpenToOthers();
  }

  async closeConfig(): Promise<void> {
    await this.#disk.close();
  }

  async updateConfig(
    change: (current: StoredConfig | undefined) => StoredConfig | undefined,
  ): Promise<StoredConfig | undefined> {
    for (;;) {
      // The keychain may ask for a password: other processes must not wait for that.
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
      await this.#change(edit);
      if (!isOutdated) return changed;
    }
  }

  async updateProfile(
    change: (current: Profile | undefined) => Omit<Profile, 'name' | 'isCurrent'> | undefined,
  ): Promise<void> {
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
        if (this.#disk.keychain.account(name, config, before.entry) === account) {
          return { file: withProfile(file, name, config, before.entry) };
        }
        // The entry is named after the hosts: the key needs another one.
        needed = known?.account === account ? undefined : account;
        return needed ? { file } : this.#with(file, { ...config, apiKey: known?.key }, known, 'keychain');
      };
      const seen = await this.#disk.read();
      if (formatConfig(edit(seen).file) !== formatConfig(seen)) await this.#change(edit);
      if (needed === undefined) return;
      known = { account: needed, key: await this.#disk.keychain.load(this.#nameIn(seen), needed) };
    }
  }

  async listProfiles(): Promise<Profile[]> {
    return profilesOf(await this.#disk.read());
  }

  async listBrokenProfiles(): Promise<{ name: string; problem: string }[]> {
    const { broken } = await this.#disk.read();
    return [...broken].map(([name, { problem }]) => ({ name, problem }));
  }

  async switchProfile(name: string): Promise<void> {
    assertProfileName(name);
    const edit = (file: ConfigFile): ConfigChange => {
      assertUsable(this.#disk.path, file, name);
      if (!file.profiles.has(name)) throw profileUnknown(this.#disk.path, file, name);
      return { file: withCurrent(file, name) };
    };
    const seen = await this.#disk.read();
    if (edit(seen).file.current !== seen.current) await this.#change(edit);
  }

  async deleteProfile(name: string): Promise<boolean> {
    assertProfileName(name);
    const seen = await this.#disk.read();
    const has = (file: ConfigFile): boolean => file.profiles.has(name) || file.broken.has(name);
    if (!has(seen) && seen.leftovers.length === 0) return false;
    let isThere = false;
    await this.#change((file) => {
      isThere = has(file);
      const rest = withProfile(file, name, undefined);
      const isCurrent = isThere && file.current === name;
      return { file: isCurrent ? withCurrent(rest, DEFAULT_PROFILE) : rest, forgets: true };
    });
    return isThere;
  }

  /** Changes the file. When `default` leaves its host, the JWT secret stays bound to that host. */
  async #change(edit: (file: ConfigFile) => ConfigChange, options?: { mends: boolean }): Promise<void> {
    const hostOf = ({ profiles }: ConfigFile) => profiles.get(DEFAULT_PROFILE)?.config.endpoint;
    await this.#disk.change(async (file) => {
      const change = edit(file);
      const before = hostOf(file);
      if (before !== undefined && before !== hostOf(change.file))
        await new JWTSecret(this.#folders).bind(before);
      return change;
    }, options);
  }

  #nameIn(file: ConfigFile): string {
    return this.#profile ?? currentProfile(this.#disk.path, file);
  }

  #profileIn(file: ConfigFile): Profile | undefined {
    const name = this.#nameIn(file);
    assertUsable(this.#disk.path, file, name);
    return profilesOf(file).find((profile) => profile.name === name);
  }

  /** The keychain's entry for the profile's key. */
  #accountIn(file: ConfigFile): string | undefined {
    const name = this.#nameIn(file);
    const { config, entry } = file.profiles.get(name) ?? {};
    const isThere = config !== undefined && entry !== undefined && config.apiKey === undefined;
    return isThere ? this.#disk.keychain.account(name, config, entry) : undefined;
  }

  /** Reads the file, and the profile's key if it is in the keychain. */
  async #read(): Promise<{ file: ConfigFile; known: KnownKey | undefined }> {
    for (;;) {
      const file = await this.#disk.read();
      try {
        return { file, known: await this.#keyIn(file) };
      } catch (error) {
        // Another process may have replaced the key in the meantime.
        if (this.#accountIn(await this.#disk.read()) === this.#accountIn(file)) throw error;
      }
    }
  }

  async #keyIn(file: ConfigFile): Promise<KnownKey | undefined> {
    const account = this.#accountIn(file);
    if (account === undefined) return undefined;
    return { account, key: await this.#disk.keychain.load(this.#nameIn(file), account) };
  }

  #configIn(file: ConfigFile, known: KnownKey | undefined): StoredConfig | undefined {
    const name = this.#nameIn(file);
    assertUsable(this.#disk.path, file, name);
    const config = file.profiles.get(name)?.config;
    return config && { ...config, ...(known && { apiKey: known.key }) };
  }

  /** Returns the file with the profile's config, its key in the file or in the keychain. */
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
    if (before && known?.key === key && this.#disk.keychain.account(name, rest, before) === known.account) {
      return { file: withProfile(file, name, rest, before) };
    }
    const entry = randomBytes(8).toString('hex');
    const account = this.#disk.keychain.account(name, rest, entry);
    return { file: withProfile(file, name, rest, entry), store: { profile: name, account, key } };
  }
}

/** Creates the warning for a config that others can read, and that has no key. */
function readableWarning({ path, hint }: KeystoreError): KeystoreError {
  return new KeystoreError(
    'unsafe_file',
    path,
    `Other users can read ${path}. It holds no key, and is used.`,
    {
      hint: `Make it private: \`mi init --yes\`, or ${hint ?? ''}`,
    },
  );
}

/** Emits a warning once per file. */
function emitWarning({ path, message, hint }: KeystoreError): void {
  if (warned.has(path)) return;
  warned.add(path);
  process.emitWarning(message, { type: 'KeystoreWarning', code: 'unsafe_file', detail: hint ?? '' });
}

const warned = new Set<string>();
