import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { FileData } from './FileData.ts';
import { kindOf } from './kindOf.ts';

/** A multipart form with one file (RFC 7578). Refuses what is not bytes. */
export function fileForm(field: string, filename: string, data: FileData): FormData {
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
