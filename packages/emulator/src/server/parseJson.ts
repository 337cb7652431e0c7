import { BODY } from '../assumptions.ts';
import { badRequest } from '../platform/ApiError.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Reads a JSON text (RFC 8259) in UTF-8; 400 for anything that could not be stored and given back as it is. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw badRequest('The body is empty; it must be JSON.');
  // Before parsing: what is nested deeper than the stack cannot be written again.
  if (depthOf(bytes) > BODY.depth) throw badRequest(`The body is nested more than ${BODY.depth} deep.`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw badRequest('The body is not JSON in UTF-8.');
  }
  refuseUnstorable(value);
  return value;
}

/** How deep arrays and objects are nested. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (inText && byte === BACKSLASH) index++;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText && OPENING.has(byte)) deepest = Math.max(deepest, ++depth);
    else if (!inText && CLOSING.has(byte)) depth--;
  }
  return deepest;
}

/** Databases keep neither U+0000 nor half a surrogate pair in texts, nor numbers beyond the range of doubles. */
function refuseUnstorable(value: unknown): void {
  if (typeof value === 'string' && (value.includes('\0') || /\p{Surrogate}/u.test(value))) {
    throw badRequest('The body has a text with U+0000 or with half of a surrogate pair.');
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw badRequest('The body has a number out of range.');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    refuseUnstorable(key);
    refuseUnstorable(item);
  }
}
