import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** A body as it goes out, and its content type where `fetch` does not set one by itself. */
export interface EncodedBody {
  body?: BodyInit;
  contentType?: string;
}

/** Encodes a request's body: bytes, forms and streams as they are, everything else as JSON, falsy values too. */
export function encodeBody(body: unknown): EncodedBody {
  if (body === undefined) return {};
  if (body instanceof FormData || body instanceof URLSearchParams || body instanceof Blob) return { body };
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body) || body instanceof ReadableStream) {
    return { body: body as BodyInit, contentType: 'application/octet-stream' };
  }
  try {
    const text = JSON.stringify(body);
    if (text !== undefined) return { body: text, contentType: 'application/json' };
  } catch (cause) {
    throw new InvalidArgumentError('body', 'cannot be written as JSON', { cause });
  }
  throw new InvalidArgumentError('body', `cannot be written as JSON: it is a ${typeof body}`);
}
