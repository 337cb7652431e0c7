import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/**
 * Returns the bytes of a view or buffer of any realm, without a copy if possible; `undefined` for other values.
 *
 * @throws {@link InvalidArgumentError} when its memory was transferred (`structuredClone`, `postMessage`) or shrunk.
 */
export function bytesIn(value: unknown, argument: string): Uint8Array<ArrayBuffer> | undefined {
  const isView = ArrayBuffer.isView(value);
  const tag = Object.prototype.toString.call(value);
  if (!isView && tag !== '[object ArrayBuffer]' && tag !== '[object SharedArrayBuffer]') return undefined;
  let bytes: Uint8Array;
  try {
    // Both throw for a detached buffer, which would otherwise be sent as nothing.
    if (isView && tag !== '[object DataView]') Uint8Array.prototype.keys.call(value as Uint8Array);
    bytes = isView
      ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      : new Uint8Array(value as ArrayBuffer);
  } catch (cause) {
    throw new InvalidArgumentError(argument, 'is a detached buffer: its bytes were transferred elsewhere', {
      hint: 'Pass a copy, made before the transfer: `bytes.slice()`.',
      cause,
    });
  }
  // `fetch` refuses shared and resizable memory.
  const isFixed =
    Object.prototype.toString.call(bytes.buffer) === '[object ArrayBuffer]' &&
    Reflect.get(bytes.buffer, 'resizable') !== true;
  return isFixed ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}
