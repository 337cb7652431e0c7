/**
 * What `config.json` holds of a profile: where the platform is, and as whom to sign in.
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
  /** The dashboard, where it cannot be derived from `endpoint`. */
  dashboardEndpoint?: string | undefined;
  /** The personal API key, `mi_…`. */
  apiKey?: string | undefined;
  /** Whose key it is. */
  email?: string | undefined;
  /** The office that commands act on when none is named. */
  defaultOffice?: string | undefined;
}
