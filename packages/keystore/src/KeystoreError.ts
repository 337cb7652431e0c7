import { MitosisError } from '@mitosislabs/auth/errors';

/**
 * The reasons why a call of the keystore fails:
 * - `unsafe_file`: a link, a pipe, a file of another user, or one that others can read or write.
 * - `unsafe_folder`: a link, a folder of another user, or one that others can write to.
 * - `key_exists`: there is a private key for that agent already.
 * - `key_invalid`: the file holds no private key.
 * - `no_agent_key`: there is no private key for that agent.
 * - `no_jwt_secret`: there is no JWT secret.
 * - `passphrase_needed`, `passphrase_wrong`: the private key is encrypted.
 * - `key_for_another_host`: the key belongs to another host than the requested one.
 * - `key_not_taken`: the platform got the new key, and does not accept it yet.
 * - `secret_invalid`: the file holds no JWT secret.
 * - `config_invalid`: `config.json` is broken.
 * - `config_busy`, `key_busy`: another process is changing `config.json`, or the key, and does not finish.
 * - `keychain_failed`: the operating system's keychain did not return, store or delete a key.
 * - `profile_unknown`: there is no profile with that name.
 * - `profile_changed`: the profile was changed since it was listed.
 * - `read_failed`, `write_failed`: the operating system refused; `cause` has its error.
 */
export type KeystoreErrorCode =
  | 'unsafe_file'
  | 'unsafe_folder'
  | 'key_exists'
  | 'key_invalid'
  | 'no_agent_key'
  | 'no_jwt_secret'
  | 'passphrase_needed'
  | 'passphrase_wrong'
  | 'key_for_another_host'
  | 'key_not_taken'
  | 'secret_invalid'
  | 'config_invalid'
  | 'config_busy'
  | 'key_busy'
  | 'keychain_failed'
  | 'profile_unknown'
  | 'profile_changed'
  | 'read_failed'
  | 'write_failed';

/**
 * Thrown when the keystore refuses a file, or cannot read or write it. The message names the file, and the hint says
 * how to repair it. Neither quotes its content.
 *
 * @example
 * ```ts
 * import { Keystore, KeystoreError } from '@mitosislabs/keystore';
 *
 * try {
 *   await new Keystore().loadConfig();
 * } catch (error) {
 *   if (error instanceof KeystoreError) console.error(error.code, error.path, error.hint);
 * }
 * ```
 */
export class KeystoreError extends MitosisError {
  static override readonly errorName: string = 'KeystoreError';

  declare readonly code: KeystoreErrorCode;
  /** The file or folder concerned. */
  readonly path: string;

  /**
   * @param code - The reason, one of a few stable codes.
   * @param path - The file or folder.
   * @param message - The event and its subject.
   * @param options - The next step, and the original error.
   */
  constructor(
    code: KeystoreErrorCode,
    path: string,
    message: string,
    options: { hint?: string; cause?: unknown } = {},
  ) {
    super(message, { code, ...options });
    this.path = path;
  }
}
