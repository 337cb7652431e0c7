import { lstat, rename } from 'node:fs/promises';
import { assertConfig, type ConfigFile, formatConfig, LARGEST_CONFIG, parseConfig } from './configFile.ts';
import { ioError } from './ioError.ts';
import { KeystoreError } from './KeystoreError.ts';
import type { PrivateFolders } from './PrivateFolders.ts';
import type { StoredConfig } from './StoredConfig.ts';
import { writePrivateFile } from './writePrivateFile.ts';

/** `config.json` on disk. */
export class ConfigStore {
  readonly #folders: PrivateFolders;
  readonly #path: string;

  constructor(folders: PrivateFolders, path: string) {
    this.#folders = folders;
    this.#path = path;
  }

  /** See {@link Keystore.loadConfig}. */
  async load(): Promise<StoredConfig | undefined> {
    return (await this.#read())?.config;
  }

  /** See {@link Keystore.saveConfig}. */
  async save(config: StoredConfig): Promise<void> {
    assertConfig(config);
    await this.#folders.prepare();
    const before = await this.#read().catch(async (error: unknown) => {
      if (!(error instanceof KeystoreError) || error.code !== 'config_invalid') throw error;
      await moveAside(this.#path);
      return undefined;
    });
    await writePrivateFile(this.#path, formatConfig(config, before?.others ?? {}), 'replace');
  }

  async #read(): Promise<ConfigFile | undefined> {
    const bytes = await this.#folders.read(this.#path, LARGEST_CONFIG);
    return bytes && parseConfig(this.#path, bytes);
  }
}

async function moveAside(path: string): Promise<void> {
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
