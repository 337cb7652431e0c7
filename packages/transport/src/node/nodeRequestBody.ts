import { bytesOf } from '../body/bytesOf.ts';
import { formBody } from '../body/formBody.ts';
import type { StreamBody } from '../body/StreamBody.ts';
import type { WireRequest } from '../wire/Wire.ts';

/** A body as `node:http` takes it: bytes, or a stream of them; and what its headers say of it. */
export interface NodeRequestBody {
  readonly contentType?: string | undefined;
  readonly length?: number | undefined;
  readonly bytes?: Uint8Array | undefined;
  readonly open?: (() => AsyncIterable<Uint8Array>) | undefined;
}

/** Prepares a body for one attempt. Classes are told by their tag: naming `FormData` would load all of `fetch`. */
export function nodeRequestBody(body: WireRequest['body']): NodeRequestBody {
  if (body === undefined) return {};
  if (typeof body === 'string') return ofBytes(Buffer.from(body), 'text/plain;charset=UTF-8');
  if (ArrayBuffer.isView(body)) return ofBytes(body);
  switch (Object.prototype.toString.call(body)) {
    case '[object URLSearchParams]':
      return ofBytes(Buffer.from(String(body)), 'application/x-www-form-urlencoded;charset=UTF-8');
    case '[object Blob]':
    case '[object File]': {
      const blob = body as Blob;
      return { length: blob.size, contentType: blob.type || undefined, open: () => bytesOf(blob.stream()) };
    }
    case '[object FormData]':
      return formBody(body as FormData);
    default: {
      const { contentType, length } = body as StreamBody;
      return { contentType, length, open: () => (body as StreamBody).open() };
    }
  }
}

function ofBytes(bytes: Uint8Array, contentType?: string): NodeRequestBody {
  return { bytes, length: bytes.byteLength, contentType };
}
