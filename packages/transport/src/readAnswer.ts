import type { Deadline } from './Deadline.ts';
import { UnexpectedResponseError } from './errors/UnexpectedResponseError.ts';
import { failureToError } from './failureToError.ts';
import type { TransportRequest } from './TransportLike.ts';

/** Reads the body of a 2xx answer in the way that was asked for, within the deadline. */
export async function readAnswer(
  response: Response,
  { as = 'json', parse }: Pick<TransportRequest, 'as' | 'parse'>,
  request: { method: string; url: URL },
  deadline: Deadline,
): Promise<unknown> {
  if (as === 'response') return withIdleTimeout(response, request, deadline);
  const text = await response.text();
  deadline.release();
  if (as === 'none') return undefined;
  if (as === 'text') return text;
  try {
    const json: unknown = text.trim() === '' ? undefined : JSON.parse(text);
    return parse ? parse(json) : json;
  } catch (cause) {
    const { method, url } = request;
    const problem = cause instanceof SyntaxError ? 'something that is not JSON' : messageOf(cause);
    const kind = response.headers.get('content-type') ?? 'no content type';
    throw new UnexpectedResponseError(
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
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The same response, with a body of which each wait for more has the time limit, and whose failures are the SDK's. */
function withIdleTimeout(
  response: Response,
  request: { method: string; url: URL },
  deadline: Deadline,
): Response {
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
