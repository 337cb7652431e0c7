import { join } from 'node:path';
import type { KeystoreConfig } from '../config/KeystoreConfig.ts';
import { PrivateFolders } from '../files/PrivateFolders.ts';
import { JWTSecret } from '../keys/JWTSecret.ts';
import { PrivateKeys } from './PrivateKeys.ts';
import { Profiles } from './Profiles.ts';

/** Loads the code that reads and writes files, with the first call: most programs that import the SDK use no keystore. */
export type LoadFiles = () => Promise<KeystoreFiles>;

/** The files of a keystore. */
export class KeystoreFiles {
  readonly profiles: Profiles;
  readonly #folders: PrivateFolders;
  readonly #passphrase: KeystoreConfig['passphrase'];

  /**
   * @param root - The keystore's folder.
   * @param sessionsPath - The folder for the state of sessions.
   */
  constructor(root: string, sessionsPath: string, config: KeystoreConfig) {
    this.#folders = new PrivateFolders(root, [join(root, 'keys'), sessionsPath]);
    this.profiles = new Profiles(this.#folders, config);
    this.#passphrase = config.passphrase;
  }

  /** The agents' private keys. */
  get keys(): PrivateKeys {
    return new PrivateKeys(this.#folders, this.#passphrase);
  }

  /** The office-manager's secret. */
  get jwt(): JWTSecret {
    return new JWTSecret(this.#folders);
  }
}
