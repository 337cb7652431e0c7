import type { Endpoint } from '@mitosislabs/api/contract';
import type { FileContent } from '../core/Handler.ts';
import { ApiError } from '../errors.ts';
import { describeIssue } from './input.ts';

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
export function textResponse(endpoint: Endpoint, { status, body, replayed }: EncodedResponse): Response {
  const type = endpoint.responseType === 'text' ? 'text/plain; charset=utf-8' : 'application/json';
  const headers = {
    ...(body !== null && { 'Content-Type': type }),
    ...(replayed !== undefined && { 'Idempotent-Replayed': String(replayed) }),
  };
  return new Response(body, { status, headers });
}

/** Creates the response with a file: its raw bytes, under its name (RFC 6266, RFC 8187). */
export function fileResponse({ name, content }: FileContent): Response {
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return new Response(content as Uint8Array<ArrayBuffer>, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename*=UTF-8''${encoded}`,
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/** Creates the response with an event stream. `stop` is called when the client leaves. */
export function streamResponse(events: AsyncIterable<string>, stop: () => void): Response {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
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
