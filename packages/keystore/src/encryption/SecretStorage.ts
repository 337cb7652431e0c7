/** How the encryption key is derived from a passphrase. */
export type KeyDerivation =
  | {
      readonly kdf: 'scrypt';
      readonly n: number;
      readonly r: number;
      readonly p: number;
      readonly salt: Buffer;
    }
  | { readonly kdf: 'pbkdf2'; readonly c: number; readonly salt: Buffer };

/** An encrypted private key, as the Web3 Secret Storage definition, version 3, has it: read, checked, and not yet opened. */
export interface SecretStorage {
  readonly derivation: KeyDerivation;
  /** 16 bytes that the cipher, AES-128 in counter mode, begins with. */
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  /** Keccak-256 of the second half of the derived key, and the ciphertext. */
  readonly mac: Buffer;
  /** The Ethereum address of the key, 40 hex digits, where the file says it. */
  readonly address: string | undefined;
  /** The public key, 130 hex digits, where the file says it: an addition of this keystore, which others ignore. */
  readonly publicKey: string | undefined;
}
