import { createRequire } from 'node:module';

/** libsecp256k1: verifies a compact signature, of low or high S. */
export type VerifyCompact = (signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array) => boolean;

/** The binary of the package `secp256k1`. */
interface Bindings {
  /** Makes S low: `ecdsaVerify` accepts no other. Throws for an R or S beyond the order. */
  signatureNormalize(signature: Uint8Array): Uint8Array;
  /** Whether a signature is valid. Throws for a key that is no point. */
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
}

/** Loads the package `secp256k1`, where it is installed and was built for this machine. Its other half, in JavaScript, is slower than OpenSSL. */
export function loadNative(): VerifyCompact | undefined {
  let bindings: Bindings;
  try {
    bindings = createRequire(import.meta.url)('secp256k1/bindings.js') as Bindings;
  } catch {
    return undefined;
  }
  return (signature, digest, publicKey) => {
    try {
      return bindings.ecdsaVerify(bindings.signatureNormalize(signature), digest, publicKey);
    } catch {
      return false;
    }
  };
}

/** Loads libsecp256k1 in WebAssembly: 30 ms of CPU time, and 3 MB of memory. */
export async function loadWasm(): Promise<VerifyCompact> {
  const { instantiateSecp256k1 } = await import('@bitauth/libauth/build/lib/crypto/secp256k1.js');
  const { verifySignatureCompact } = await instantiateSecp256k1();
  return (signature, digest, publicKey) => verifySignatureCompact(signature, publicKey, digest);
}
