import * as nodeModule from 'node:module';
import { toHex } from './bytes.ts';

/** The part of the package `secp256k1` that signs. */
interface NativeSecp256k1 {
  ecdsaSign(digest: Uint8Array, privateKey: Uint8Array): { signature: Uint8Array };
}

/** The signature of a digest of zeros with the key 1 (RFC 6979). */
const SIGNATURE_OF_ZEROS =
  'a0b37f8fba683cc68f6574cd43b39f0343a50008bf6ccea9d13231d9e7e2e1e411edc8d307254296264aebfc3dc76cd8b668373a072fd64665b50000e9fcce52';

let found: NativeSecp256k1 | undefined;
let isLooked = false;

/**
 * Returns libsecp256k1 if the application has installed the package `secp256k1`: it signs in a seventh of the time.
 * Looks for it once.
 */
export function nativeSecp256k1(): NativeSecp256k1 | undefined {
  if (!isLooked) found = loadNative(import.meta.url);
  isLooked = true;
  return found;
}

/** Loads the package as a file would that is at `from`. `undefined` if there is none, or it signs in another way. */
export function loadNative(from: string | URL): NativeSecp256k1 | undefined {
  try {
    // A bundler would follow `require` to the binary.
    const createRequire: typeof nodeModule.createRequire = Reflect.get(nodeModule, 'createRequire');
    // The package's main file falls back to JavaScript, which is slower than OpenSSL.
    const native: NativeSecp256k1 = createRequire(from)('secp256k1/bindings.js');
    const one = new Uint8Array(32);
    one[31] = 1;
    const { signature } = native.ecdsaSign(new Uint8Array(32), one);
    return toHex(signature) === SIGNATURE_OF_ZEROS ? native : undefined;
  } catch {
    return undefined;
  }
}
