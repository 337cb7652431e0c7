import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { FileData } from './FileData.ts';
import { kindOf } from './kindOf.ts';

/** A multipart form with one file (RFC 7578). Refuses what is not bytes, and names that would arrive as others. */
export function fileForm(field: string, filename: string, data: FileData): FormData {
  // A form writes `"`, CR and LF of a name as these, and servers read them back: it would be another file's name.
  // A mark of byte order at the beginning is taken for no part of the name.
  if (/%(22|0[ad])|[\r\n]|^\uFEFF/i.test(filename) || filename.includes('\0')) {
    throw new InvalidArgumentError(
      'filename',
      'must not hold %22, %0D, %0A, CR, LF or NUL, nor begin with U+FEFF',
      {
        hint: 'Multipart forms cannot carry such a name unchanged: choose another one.',
      },
    );
  }
  const form = new FormData();
  form.append(field, toBlob(data), filename);
  return form;
}

function toBlob(data: unknown): Blob {
  if (data instanceof Blob) return data;
  // By tag and not by class: bytes of another realm are bytes too.
  if (ArrayBuffer.isView(data) || Object.prototype.toString.call(data) === '[object ArrayBuffer]') {
    return new Blob([data as BlobPart]);
  }
  throw new InvalidArgumentError('data', `must be bytes, got ${kindOf(data)}`, {
    hint: 'Pass a Uint8Array, an ArrayBuffer or a Blob; for text: new TextEncoder().encode(text).',
  });
}
