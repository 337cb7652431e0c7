import type { Endpoint } from '@mitosislabs/api/contract';
import type { FileContent } from '../core/Handler.ts';
import { ApiError } from '../errors.ts';
import { departure } from './input.ts';

/** An answer that is text, or nothing. */
export interface TextAnswer {
  readonly status: number;
  /** JSON or plain text, as the contract says; null when there is none. */
  readonly body: string | null;
  /** Whether it replays the response to an earlier request with the same key; `undefined` for a request without a key. */
  readonly replayed?: boolean;
}

/** Encodes what a handler answered. What the contract does not allow is the emulator's own fault: 500. */
export function encodeAnswer(endpoint: Endpoint, value: unknown): TextAnswer {
  if (endpoint.answer === 'none') return { status: 204, body: null };
  if (endpoint.answer === 'text') return { status: 200, body: String(value) };
  const problem = endpoint.output && departure(endpoint.output, value, 'The answer');
  if (problem !== undefined || value === undefined) {
    throw new ApiError(
      500,
      'contract_violation',
      `The emulator was about to answer ${endpoint.name} with what the contract does not allow: ${problem ?? 'nothing.'}`,
    );
  }
  return { status: 200, body: JSON.stringify(value) };
}

/** The response of a text answer. */
export function textResponse(endpoint: Endpoint, { status, body, replayed }: TextAnswer): Response {
  const type = endpoint.answer === 'text' ? 'text/plain; charset=utf-8' : 'application/json';
  const headers = {
    ...(body !== null && { 'Content-Type': type }),
    ...(replayed !== undefined && { 'Idempotent-Replayed': String(replayed) }),
  };
  return new Response(body, { status, headers });
}

/** The response that is a file: its raw bytes, under its name (RFC 6266, RFC 8187). */
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

/** The response that is an event stream; `stop` is called when nobody reads it any more. */
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
