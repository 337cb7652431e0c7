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

/** An encrypted private key in Web3 Secret Storage, version 3: parsed and checked, but not opened yet. */
export interface SecretStorage {
  readonly derivation: KeyDerivation;
  /** The initial counter of the cipher, AES-128 in counter mode: 16 bytes. */
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  /** Keccak-256 of the second half of the derived key, and the ciphertext. */
  readonly mac: Buffer;
  /** The Ethereum address of the key, 40 hex digits, if the file has it. */
  readonly address: string | undefined;
  /** The public key, 130 hex digits, if the file has it: an addition of this keystore, which other tools ignore. */
  readonly publicKey: string | undefined;
}
