/**
 * An agent's secp256k1 keys.
 *
 * @example
 * ```ts
 * import { generateKeyPair, type KeyPair } from '@mitosislabs/auth';
 *
 * const pair: KeyPair = generateKeyPair();
 * ```
 */
export interface KeyPair {
  /** The public key: hex of the 65-byte uncompressed point (SEC 1, 2.3.3), 130 characters that begin with `04`. */
  publicKey: string;
  /** The private key: 32 bytes. Its owner can act as the agent. */
  privateKey: Uint8Array;
}
