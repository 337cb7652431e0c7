import type { Attempt } from './Attempt.ts';
import type { Deadline } from './Deadline.ts';
import { UnexpectedResponseError } from './errors/UnexpectedResponseError.ts';
import { failureToError } from './failureToError.ts';
import type { TransportRequest } from './TransportLike.ts';

/** Reads the body of a 2xx answer in the way that was asked for, within the deadline. */
export async function readAnswer(
  response: Response,
  { as = 'json', parse }: Pick<TransportRequest, 'as' | 'parse'>,
  request: Attempt,
  deadline: Deadline,
): Promise<unknown> {
  if (as === 'response') return withIdleTimeout(response, request, deadline);
  const text = await response.text();
  deadline.release();
  if (as === 'text') return text;
  if (as === 'none') {
    if (isWebPage(response, text)) throw unexpected(response, request, 'a web page');
    return undefined;
  }
  let json: unknown;
  try {
    json = text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    // The parser's own error is not kept: it quotes the body.
    throw unexpected(response, request, 'something that is not JSON');
  }
  try {
    return parse ? parse(json) : json;
  } catch (cause) {
    throw unexpected(response, request, messageOf(cause), cause);
  }
}

/**
 * Whether a body is a page for people: from a proxy, or from an endpoint that is not the API. Its type alone says little:
 * some servers call a bare `ok` HTML.
 */
function isWebPage(response: Response, text: string): boolean {
  const body = text.trimStart();
  return (
    /^<(?:!doctype|html)\b/i.test(body) ||
    (body.startsWith('<') && /^text\/html\b/i.test(contentType(response)))
  );
}

function unexpected(
  response: Response,
  { method, url }: Attempt,
  problem: string,
  cause?: unknown,
): UnexpectedResponseError {
  const kind = contentType(response) || 'no content type';
  return new UnexpectedResponseError(
    response.status,
    `The server answered ${method} ${url.pathname} with ${response.status} and ${problem} (${kind}).`,
    'unexpected_response',
    {
      method,
      url: url.origin + url.pathname,
      outcome: 'unknown',
      requestId: response.headers.get('x-request-id') ?? undefined,
      hint: 'Check that the endpoint is the API and not a web page or a proxy.',
      cause,
    },
  );
}

function contentType(response: Response): string {
  return response.headers.get('content-type') ?? '';
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The same response, with a body of which each wait for more has the time limit, and whose failures are the SDK's. */
function withIdleTimeout(response: Response, request: Attempt, deadline: Deadline): Response {
  const reader = response.body?.getReader();
  if (!reader) {
    deadline.release();
    return response;
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        deadline.restart();
        try {
          const { done, value } = await reader.read();
          deadline.pause();
          if (!done) return controller.enqueue(value);
          deadline.release();
          controller.close();
        } catch (failure) {
          deadline.release();
          controller.error(failureToError(failure, request, deadline));
        }
      },
      async cancel(reason) {
        deadline.close();
        await reader.cancel(reason).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  deadline.pause();
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
