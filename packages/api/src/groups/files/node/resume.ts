import type { WireResponse } from '@mitosislabs/transport';

/** A file that is partly there. */
interface Begun {
  /** The `ETag` or `Last-Modified` of this version of the file. */
  readonly validator: string;
  /** The number of bytes that are there. */
  readonly loaded: number;
  /** The size of the whole file in bytes, if known. */
  readonly total: number | undefined;
}

/**
 * Returns the `ETag` or `Last-Modified` that identifies the bytes of a whole file, for `If-Range`; `undefined` if the server
 * sends none that can (RFC 9110, sections 8.8.2.2 and 13.1.5), or the body is not the whole file as it is stored.
 */
export function validatorOf({ status, headers }: WireResponse): string | undefined {
  const { etag, 'last-modified': modified, date } = headers;
  if (status !== 200 || headers['content-encoding'] !== undefined) return undefined;
  // A weak tag may stand for other bytes.
  if (etag !== undefined) return /^"[^"]*"$/.test(etag) ? etag : undefined;
  // A file that was written in the second of the response may be written in that second again.
  const age = Date.parse(date ?? '') - Date.parse(modified ?? '');
  return age >= 1_000 ? modified : undefined;
}

/**
 * Returns the size of the whole file in bytes if a response is exactly the part that is missing, of the same version;
 * otherwise `undefined`.
 */
export function sizeIfRest(
  { status, headers }: WireResponse,
  { validator, loaded, total }: Begun,
): number | undefined {
  const same = validator.startsWith('"') ? headers['etag'] : headers['last-modified'];
  if (status !== 206 || headers['content-encoding'] !== undefined || same !== validator) return undefined;
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/
    .exec(headers['content-range'] ?? '')
    ?.slice(1)
    .map(Number);
  const [first, last = Number.NaN, size] = range ?? [];
  if (first !== loaded || size !== last + 1) return undefined;
  return total === undefined || total === size ? size : undefined;
}
