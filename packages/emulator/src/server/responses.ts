import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Endpoint } from '@mitosislabs/api/contract';
import type { FileContent } from '../core/Handler.ts';
import { ApiError } from '../errors.ts';
import { describeIssue } from './input.ts';
import type { RequestRecord } from './RequestRecords.ts';

/** A response without its headers. */
export interface EncodedResponse {
  readonly status: number;
  /** JSON or plain text, as the contract says; null if there is none. */
  readonly body: string | null;
  /** Whether it replays the response to an earlier request with the same key; `undefined` for a request without a key. */
  readonly replayed?: boolean;
}

/** Encodes the result of a handler. A result that violates the contract is a bug of the emulator: 500. */
export function encodeResult(endpoint: Endpoint, value: unknown): EncodedResponse {
  if (endpoint.responseType === 'none') return { status: 204, body: null };
  if (endpoint.responseType === 'text') return { status: 200, body: String(value) };
  const problem = endpoint.output && describeIssue(endpoint.output, value, 'The response');
  if (problem !== undefined || value === undefined) {
    throw new ApiError(
      500,
      'contract_violation',
      `The emulator's response to ${endpoint.name} violates the contract: ${problem ?? 'nothing.'}`,
    );
  }
  return { status: 200, body: JSON.stringify(value) };
}

/** Creates the response with a JSON or text body. */
export function textResponse(endpoint: Endpoint, response: EncodedResponse): Response {
  const { status, body } = response;
  return new Response(body, { status, headers: headersOf(endpoint, response) });
}

/** Sends a JSON or text body. A `Response` costs as much as all the rest of a small request. */
export function sendText(endpoint: Endpoint, response: EncodedResponse, outgoing: ServerResponse): void {
  const { status, body } = response;
  const headers = headersOf(endpoint, response);
  if (body !== null) headers['Content-Length'] = String(Buffer.byteLength(body));
  outgoing.writeHead(status, headers).end(body);
}

/** Sends an error. */
export function sendError(outgoing: ServerResponse, error: unknown): void {
  const { status, headers, ...parts } = errorBody(error);
  const body = JSON.stringify(parts.body);
  outgoing.writeHead(status, {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  outgoing.end(body);
}

/** The parts of the response for an error. */
export function errorBody(error: unknown) {
  if (error instanceof ApiError) {
    const { status, code, message, headers } = error;
    return { status, headers, body: { error: message, code } };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, headers: {}, body: { error: `The emulator failed: ${message}`, code: 'internal' } };
}

function headersOf(endpoint: Endpoint, { body, replayed }: EncodedResponse): Record<string, string> {
  const headers: Record<string, string> = {};
  if (body !== null) {
    headers['Content-Type'] =
      endpoint.responseType === 'text' ? 'text/plain; charset=utf-8' : 'application/json';
  }
  if (replayed !== undefined) headers['Idempotent-Replayed'] = String(replayed);
  return headers;
}

/** The headers of a request that ask for a part of a file. */
interface RangeHeaders {
  readonly range?: string | undefined;
  readonly 'if-range'?: string | undefined;
}

/**
 * Creates the response with a file: its raw bytes, under its name (RFC 6266, RFC 8187). With `Range` only that part, unless
 * `If-Range` names another version (RFC 9110, 14).
 *
 * @throws {@link ApiError} 416 if the part is behind the end of the file.
 */
export function fileResponse({ name, content }: FileContent, headers: RangeHeaders = {}): Response {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 32)}"`;
  const condition = headers['if-range'];
  const part =
    condition === undefined || condition === etag ? requestedPart(headers.range, content.length) : undefined;
  return new Response(content.subarray(part?.first, part && part.last + 1) as Uint8Array<ArrayBuffer>, {
    status: part ? 206 : 200,
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encoded}`,
      'X-Content-Type-Options': 'nosniff',
      'Accept-Ranges': 'bytes',
      ETag: etag,
      ...(part && { 'Content-Range': `bytes ${part.first}-${part.last}/${content.length}` }),
    },
  });
}

/** Returns the part that `Range` asks for; `undefined`: the whole. Several parts, and other units, are ignored. */
function requestedPart(range: string | undefined, size: number): { first: number; last: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(range ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  if (first >= size) {
    const message = `The file has ${size} bytes, and the part begins behind them.`;
    throw new ApiError(416, 'range_not_satisfiable', message, { 'Content-Range': `bytes */${size}` });
  }
  return { first, last: from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** Creates the response with an event stream. `stop` is called when the client leaves. `record` notes its start. */
export function streamResponse(
  events: AsyncIterable<string>,
  stop: () => void,
  record?: RequestRecord,
): Response {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) return controller.close();
      record?.streamed(value);
      controller.enqueue(encoder.encode(value));
    },
    cancel: stop,
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache',
      'X-Accel-Buffering': 'no',
      // Otherwise the server holds the first piece until a second one or a timer, which tests can fake.
      'Transfer-Encoding': 'chunked',
    },
  });
}
