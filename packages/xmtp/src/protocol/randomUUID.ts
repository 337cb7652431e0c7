import { getRandomValues } from '#webcrypto';

/** A random UUID (RFC 9562, version 4). The one of browsers exists on https pages only. */
export function randomUUID(): string {
  const bytes = [...getRandomValues(new Uint8Array(16))].map((byte, index) =>
    index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte,
  );
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
