import type { Passphrase } from '../encryption/Passphrase.ts';
import type { KeystoreError } from '../KeystoreError.ts';

/** The folder and the profile of a keystore, and how it opens encrypted keys. */
export interface KeystoreConfig {
  /**
   * The folder of the keystore. Default: `.os1` in the home folder. A folder that has keys directly in it, as earlier
   * clients passed here, is used as it is.
   */
  basePath?: string | undefined;
  /** The profile to read and write. Default: the current one. */
  profile?: string | undefined;
  /** The passphrase that opens encrypted agents' keys. Keys are encrypted only when they are stored with a passphrase. */
  passphrase?: Passphrase | undefined;
  /**
   * Called at most once, when other users can read `config.json`, but it holds no API key, and so is used. Default:
   * `process.emitWarning`, once per file.
   */
  onWarning?: ((warning: KeystoreError) => void) | undefined;
}
