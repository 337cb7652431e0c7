import { InvalidArgumentError, kindOf } from '@mitosislabs/auth/errors';
import { randomUUID } from '@mitosislabs/auth/webcrypto';
import { can } from '../runtime/can.ts';
import { type BlobLike, blobBody, isBlobLike } from './blobBody.ts';
import type { StreamBody } from './StreamBody.ts';

/** A `FormData` of this or another realm, or of a package. */
type FormLike = Pick<FormData, 'getAll'> & { entries(): Iterable<[string, unknown]> };

/** Whether a value is a readable `FormData` of any realm or package. */
export function isFormLike(value: unknown): value is FormLike {
  return can(value, 'entries') && can(value, 'getAll') && can(value, 'append') && isForm(value as object);
}

/** Whether a value names itself `FormData`; React Native's has only the name of its class. */
export function isForm(value: object): boolean {
  return (
    Object.prototype.toString.call(value) === '[object FormData]' || value.constructor?.name === 'FormData'
  );
}

/**
 * Encodes a form as `multipart/form-data` (RFC 7578; names as in the HTML standard). Not left to `fetch`, which
 * sends the form of another realm or package as text.
 *
 * @throws {@link InvalidArgumentError} for a file that cannot be read, and for a lone surrogate in a name.
 */
export function formBody(form: Pick<FormLike, 'entries'>): StreamBody {
  const boundary = `mitosis-${randomUUID()}`;
  const encoder = new TextEncoder();
  const parts: (Uint8Array<ArrayBuffer> | StreamBody)[] = [];
  for (const [name, value] of form.entries()) {
    const argument = `body.${name}`;
    const file = isBlobLike(value) ? blobBody(value, argument) : undefined;
    if (!file && typeof value !== 'string') {
      throw new InvalidArgumentError(argument, `must be text or a file, got ${kindOf(value)}`);
    }
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name, argument)}"`;
    if (file) {
      const filename: unknown = Reflect.get(value as BlobLike, 'name');
      head += `; filename="${quoted(typeof filename === 'string' ? filename : 'blob', argument)}"`;
      head += `\r\nContent-Type: ${/^[ -~]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream'}`;
    }
    parts.push(encoder.encode(`${head}\r\n\r\n`));
    parts.push(file ?? encoder.encode(normalized(value as string)), encoder.encode('\r\n'));
  }
  parts.push(encoder.encode(`--${boundary}--\r\n`));
  const blobs = parts.map((part) => ('open' in part ? part.blob : part));
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: parts.reduce(
      (sum, part) => sum + (('open' in part ? part.length : part.byteLength) ?? Number.NaN),
      0,
    ),
    isReplayable: true,
    blob: blobs.includes(undefined)
      ? undefined
      : () => new Blob(blobs.map((blob) => (typeof blob === 'function' ? blob() : (blob as BlobPart)))),
    async *open() {
      for (const part of parts) {
        if ('open' in part) yield* part.open();
        else yield part;
      }
    },
  };
}

/** Escapes a name for quotes. */
function quoted(name: string, argument: string): string {
  if (/\p{Surrogate}/u.test(name)) {
    throw new InvalidArgumentError(argument, 'has half of a surrogate pair in its name');
  }
  return normalized(name).replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}

/** Normalizes line ends to CRLF. */
function normalized(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n');
}
