import type { Passphrase } from '../encryption/Passphrase.ts';

/** Where a keystore lives, and whom it is for. */
export interface KeystoreConfig {
  /** The folder of everything it keeps. Default: `.os1` in the home folder. */
  basePath?: string | undefined;
  /** The profile that the config is read from and written to. Default: the current one. */
  profile?: string | undefined;
  /** What opens the agents' keys that are encrypted. Keys are encrypted only when they are stored with a passphrase. */
  passphrase?: Passphrase | undefined;
}
