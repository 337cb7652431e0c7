import type { OptionNames } from '@mitosislabs/auth/errors';
import type { Passphrase } from '../encryption/Passphrase.ts';

/** Options for storing a private key. */
export interface StoreKeyOptions {
  /**
   * Replaces an existing key and keeps a backup, as `<agent>.key.bak-1`. Default: a key is never replaced.
   */
  force?: boolean | undefined;
  /** Encrypts the key with it (Web3 Secret Storage, version 3, with scrypt). Default: hex, protected by the file's mode. */
  passphrase?: Passphrase | undefined;
  /**
   * The office-manager of the office. From then on the office's keys are used only for that host. Default:
   * the host that was set before, or any host.
   */
  endpoint?: string | undefined;
}

/** Options for reading a private key. */
export interface LoadKeyOptions {
  /** The passphrase of an encrypted key. Default: the keystore's own `passphrase`. */
  passphrase?: Passphrase | undefined;
  /** The host that receives the signatures. It is refused when the office's keys belong to another host. */
  endpoint?: string | undefined;
}

/** Options for exporting a private key. */
export interface ExportKeyOptions {
  /** The passphrase that encrypts the copy. */
  passphrase: Passphrase;
  /** The passphrase of the stored key, if it is encrypted. Default: the keystore's own `passphrase`. */
  currentPassphrase?: Passphrase | undefined;
}

/** Options for importing a private key. */
export interface ImportKeyOptions extends Omit<StoreKeyOptions, 'passphrase'> {
  /** The passphrase of the imported key, if it is encrypted. */
  passphrase?: Passphrase | undefined;
  /** Stores it encrypted with that passphrase. Default: stores it as hex, protected by the file's mode. */
  keepEncrypted?: boolean | undefined;
}

/** Options for replacing a private key, on the platform too. */
export interface RotateKeyOptions extends LoadKeyOptions {
  /** Called before a new key is made. When it throws, nothing is written. */
  prepare?: (() => Promise<void>) | undefined;
  /** Sends the new public key, 130 hex digits, to the platform. May be called again with the same one. */
  tell: (publicKey: string) => Promise<void>;
  /**
   * Checks whether the platform accepts a signature made with a key: `false` only if the platform refuses it. Throws if
   * that cannot be determined.
   */
  works: (privateKey: Uint8Array) => Promise<boolean>;
}

// The names of these options: all others are refused.

/** The names of {@link LoadKeyOptions}. */
export const loadKeyOptions: OptionNames<LoadKeyOptions> = { passphrase: true, endpoint: true };
/** The names of {@link StoreKeyOptions}. */
export const storeKeyOptions: OptionNames<StoreKeyOptions> = { ...loadKeyOptions, force: true };
/** The names of {@link ExportKeyOptions}. */
export const exportKeyOptions: OptionNames<ExportKeyOptions> = { passphrase: true, currentPassphrase: true };
/** The names of {@link ImportKeyOptions}. */
export const importKeyOptions: OptionNames<ImportKeyOptions> = { ...storeKeyOptions, keepEncrypted: true };
/** The names of {@link RotateKeyOptions}. */
export const rotateKeyOptions: OptionNames<RotateKeyOptions> = {
  ...loadKeyOptions,
  prepare: true,
  tell: true,
  works: true,
};
