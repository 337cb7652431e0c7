/**
 * Returns a signature as 64 bytes compact `r||s`, from either encoding. 64 bytes are compact: valid DER of that length is not
 * found in practice. `undefined` for anything else.
 */
export function compactSignature(signature: Uint8Array): Uint8Array | undefined {
  return signature.length === 64 ? signature : decodeDER(signature);
}

/**
 * Reads an ECDSA signature in strict DER (X.690, 10; RFC 3279, 2.2.3): `SEQUENCE { INTEGER r, INTEGER s }`.
 *
 * noble has no DER, and the libraries that have it contain a second implementation of the curve.
 *
 * @returns the 64-byte compact `r||s`, or `undefined` for anything else.
 */
function decodeDER(der: Uint8Array): Uint8Array | undefined {
  // Two integers of at most 33 bytes fit the short form of every length; a long form would not be minimal.
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return undefined;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.end);
  if (!s || s.end !== der.length) return undefined;
  const compact = new Uint8Array(64);
  compact.set(r.value, 32 - r.value.length);
  compact.set(s.value, 64 - s.value.length);
  return compact;
}

function readInteger(der: Uint8Array, at: number): { value: Uint8Array; end: number } | undefined {
  const length = der[at + 1];
  if (der[at] !== 0x02 || !length || length > 33) return undefined;
  const end = at + 2 + length;
  if (end > der.length) return undefined;
  const [first = 0, second = 0] = der.subarray(at + 2, end);
  if (first & 0x80) return undefined; // negative
  if (first === 0 && length > 1 && !(second & 0x80)) return undefined; // not minimal
  const value = der.subarray(first === 0 ? at + 3 : at + 2, end);
  return value.length > 32 ? undefined : { value, end };
}
