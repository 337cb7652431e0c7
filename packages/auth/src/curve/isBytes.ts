/** Whether a value is a `Uint8Array` of any realm: under Jest's jsdom a `Buffer` belongs to another realm. */
export function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';
}

/** Returns the same memory as a `Uint8Array` of this realm, as noble requires. */
export function ownBytes({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
