import { traceMethods } from '@mitosislabs/auth/errors';
import type { Profile } from './config/Profile.ts';
import type { LoadedConfig, StoredConfig } from './config/StoredConfig.ts';
import type { LoadFiles } from './store/KeystoreFiles.ts';

/** The profiles of `config.json`: the part of {@link Keystore} that reads and writes them. */
export class ConfigStore {
  readonly #files: LoadFiles;

  /**
   * Reads and writes nothing yet.
   *
   * @internal Its parameters are not part of the published types.
   */
  constructor(files: LoadFiles) {
    traceMethods(ConfigStore);
    this.#files = files;
  }

  /**
   * Returns the name of the profile in use: the one passed to the constructor, else the current one.
   *
   * @returns `default` before the first {@link Keystore.switchProfile}.
   * @throws {@link KeystoreError} `profile_unknown` when the current profile does not exist; `config_invalid`.
   */
  async profile(): Promise<string> {
    return (await this.#files()).profiles.profile();
  }

  /**
   * Tests whether the operating system has a keychain that keeps keys: stores a random key, reads it back and deletes
   * it. Returns `false` when the keychain is locked or does not respond within 3 s.
   *
   * Needs the optional package `@napi-rs/keyring`, and on Linux a secret service (GNOME Keyring, KWallet).
   */
  async hasKeychain(): Promise<boolean> {
    return (await this.#files()).profiles.hasKeychain();
  }

  /**
   * Reads the profile's config from `config.json`, with the fields that other programs stored there.
   *
   * @returns an empty object when there is no config yet.
   * @throws {@link KeystoreError} `config_invalid` when the file or this profile is broken: the file stays as it is;
   * `profile_unknown` when the current profile does not exist; `keychain_failed` when its key cannot be read from the keychain
   * ({@link Keystore.listProfiles} needs no key).
   */
  async loadConfig(): Promise<LoadedConfig> {
    return (await this.#files()).profiles.loadConfig();
  }

  /**
   * Writes the profile's config to `config.json`. Other profiles and unknown fields stay. A broken file or profile is replaced, and
   * a copy of the file is kept beside it, as `config.json.corrupt-1`, unless it is larger than 64 MiB.
   *
   * @param config - The new config. Known fields that it does not have are removed.
   * @param options - `apiKeyIn`: where to keep the API key, in the file or in the operating system's keychain (see
   * {@link Keystore.hasKeychain}). Default: where it is now, else the file. `replaces`: the profile as
   * {@link Keystore.listProfiles} returned it, or `null` for none: nothing is written when it or its key has changed since.
   * @throws {@link InvalidArgumentError} when the config could not be read back.
   * @throws {@link KeystoreError} `keychain_failed`: nothing is changed. `config_busy`: another process holds the file.
   * `profile_changed`: the profile is not the one that `replaces` names. `config_invalid`: the file is broken, and larger than
   * 64 MiB.
   */
  async saveConfig(
    config: StoredConfig,
    options: {
      apiKeyIn?: 'file' | 'keychain' | undefined;
      replaces?: Profile | null | undefined;
    } = {},
  ): Promise<void> {
    return (await this.#files()).profiles.saveConfig(config, options);
  }

  /**
   * Writes an object as the profile's config, unknown fields included: {@link Keystore.loadConfig} returns the same object.
   *
   * @param config - JSON. With an API key or a dashboard it needs an `endpoint`.
   * @throws {@link InvalidArgumentError} when the config could not be read back, or has a field that the keystore uses itself:
   * `profile`, `profiles`, `keychainLeftovers`, `apiKeyIn`, `apiKeyEntry`.
   * @throws {@link KeystoreError} as {@link Keystore.saveConfig}.
   * @deprecated Write `saveConfig(config)`, or `updateConfig((config) => …)` to change a field: they check the fields, and keep
   * unknown ones.
   */
  async storeConfig(config: Readonly<Record<string, unknown>> | StoredConfig): Promise<void> {
    return (await this.#files()).profiles.storeConfig(config);
  }

  /**
   * Whether other users can read or write `config.json`. Always `false` on Windows.
   *
   * A file that others can only read is used as long as it has no API key; see `onWarning` of {@link KeystoreConfig}.
   *
   * @throws {@link KeystoreError} `unsafe_folder`, `read_failed`.
   */
  async isConfigOpenToOthers(): Promise<boolean> {
    return (await this.#files()).profiles.isConfigOpenToOthers();
  }

  /**
   * Removes the access of other users to `config.json` (mode 0600). A key that it holds may be known to them: replace it.
   *
   * @throws {@link KeystoreError} `unsafe_file` when it is a link, or the file of another user; `write_failed`.
   */
  async closeConfig(): Promise<void> {
    return (await this.#files()).profiles.closeConfig();
  }

  /**
   * Changes the profile's config in one step: no write of another process is lost.
   *
   * @param change - Receives the config, `undefined` when there is none; returns the new one, `undefined` to remove the profile. It
   * may be called more than once, and should do nothing else.
   * @returns the result of `change`.
   * @throws {@link KeystoreError} `config_invalid`, `config_busy`, `keychain_failed`, `profile_unknown`.
   * @throws {@link InvalidArgumentError} when the config could not be read back.
   */
  async updateConfig(
    change: (current: StoredConfig | undefined) => StoredConfig | undefined,
  ): Promise<StoredConfig | undefined> {
    return (await this.#files()).profiles.updateConfig(change);
  }

  /**
   * Changes the profile as {@link Keystore.updateConfig} does, without reading the API key, so it also works without
   * the keychain. The key stays where it is, unless `change` leaves out `apiKeyIn`: then it is forgotten. Also after a
   * change of host, `apiKeyIn` decides whether the key stays.
   *
   * @throws {@link KeystoreError} `config_invalid`, `config_busy`, `profile_unknown`; `keychain_failed` when a forgotten key is
   * still in the keychain: the change itself is made.
   */
  async updateProfile(
    change: (current: Profile | undefined) => Omit<Profile, 'name' | 'isCurrent'> | undefined,
  ): Promise<void> {
    return (await this.#files()).profiles.updateProfile(change);
  }

  /**
   * Lists the profiles of `config.json`, `default` first, then by name, without reading their keys. Broken profiles are left out: see
   * {@link Keystore.listBrokenProfiles}.
   */
  async listProfiles(): Promise<Profile[]> {
    return (await this.#files()).profiles.listProfiles();
  }

  /**
   * Lists the profiles of `config.json` that cannot be used, because they are damaged or were written by a newer version. They stay
   * in the file, and do not affect the others.
   *
   * @returns their names and problems.
   */
  async listBrokenProfiles(): Promise<{ name: string; problem: string }[]> {
    return (await this.#files()).profiles.listBrokenProfiles();
  }

  /**
   * Makes a profile the current one, which is used when none is named.
   *
   * @param name - The profile.
   * @throws {@link KeystoreError} `profile_unknown` when it does not exist.
   */
  async switchProfile(name: string): Promise<void> {
    return (await this.#files()).profiles.switchProfile(name);
  }

  /**
   * Deletes a profile and its key. If it was the current one, `default` becomes current.
   *
   * @param name - The profile.
   * @returns whether it existed.
   * @throws {@link KeystoreError} `keychain_failed`: the profile is deleted, its key is still in the keychain.
   */
  async deleteProfile(name: string): Promise<boolean> {
    return (await this.#files()).profiles.deleteProfile(name);
  }
}
