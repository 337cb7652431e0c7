/**
 * The config of a profile in `config.json`: the platform's hosts, and the account.
 *
 * @example
 * ```ts
 * import type { StoredConfig } from '@mitosislabs/keystore';
 *
 * const config: StoredConfig = { endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' };
 * ```
 */
export interface StoredConfig {
  /** The office-manager: an http or https URL. */
  endpoint: string;
  /** The dashboard, if it cannot be derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** The personal API key, `mi_…`. */
  apiKey?: string | undefined;
  /** The e-mail address of the account. */
  email?: string | undefined;
  /** The office that commands act on when none is named. */
  defaultOffice?: string | undefined;
}

/**
 * The config as {@link Keystore.loadConfig} returns it: known fields, and those that other programs stored. Empty when there is none.
 *
 * @example
 * ```ts
 * import { Keystore, type LoadedConfig } from '@mitosislabs/keystore';
 *
 * const config: LoadedConfig = await new Keystore().loadConfig();
 * console.log(config.endpoint ?? 'not signed in', config['theme']);
 * ```
 */
export interface LoadedConfig extends Partial<StoredConfig> {
  /** A field of another program. */
  [field: string]: unknown;
}
