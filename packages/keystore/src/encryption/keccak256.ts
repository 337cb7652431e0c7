/** Keccak-256, which is not SHA3-256 and which Node does not have. Loaded when an encrypted key is used. */
export async function keccak256(...parts: readonly Uint8Array[]): Promise<Buffer> {
  const { keccak_256 } = await import('@noble/hashes/sha3');
  return Buffer.from(keccak_256(Buffer.concat(parts)));
}

/** Returns the Ethereum address of a public key (130 hex digits), by which tools identify encrypted keys. 40 hex digits. */
export async function addressOf(publicKey: string): Promise<string> {
  return (await keccak256(Buffer.from(publicKey, 'hex').subarray(1))).subarray(-20).toString('hex');
}
