import type { Call } from '../core/Call.ts';
import { fateOf } from '../errors/fateOf.ts';
import { messageOf } from '../errors/messageOf.ts';
import { UnexpectedResponseError } from '../errors/UnexpectedResponseError.ts';
import type { TransportRequest } from '../options/TransportLike.ts';
import type { WireResponse } from '../wire/Wire.ts';
import { closeBody } from './closeBody.ts';
import { readBytes } from './readBytes.ts';
import { toResponse } from './toResponse.ts';
import { withIdleLimit } from './withIdleLimit.ts';

/** Reads the body of a 2xx answer in the way that was asked for, within the deadline. */
export async function readAnswer(
  response: WireResponse,
  { as = 'json', parse }: Pick<TransportRequest, 'as' | 'parse'>,
  call: Call,
  maxBytes: number,
): Promise<unknown> {
  if (as === 'response' || as === 'stream') {
    call.deadline.pause();
    const body = withIdleLimit(response.body, call);
    return as === 'stream' ? { ...response, body } : toResponse({ ...response, body }, call);
  }
  if (call.attempt.method === 'HEAD') {
    // What its head announces does not come.
    await closeBody(response);
    return undefined;
  }
  const { bytes, isWhole } = await call.single.race(readBytes(response, maxBytes));
  if (!isWhole) throw tooLarge(response, call, maxBytes);
  const text = new TextDecoder().decode(bytes);
  if (as === 'text') return text;
  if (as === 'none') {
    if (isWebPage(response, text)) throw unexpected(response, call, 'a web page');
    return undefined;
  }
  let json: unknown;
  try {
    json = text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    // The parser's own error is not kept: it quotes the body.
    throw unexpected(response, call, 'something that is not JSON');
  }
  try {
    return parse ? parse(json) : json;
  } catch (cause) {
    throw unexpected(response, call, messageOf(cause), cause);
  }
}

/**
 * Whether a body is a page for people: from a proxy, or from an endpoint that is not the API. Its type alone says little:
 * some servers call a bare `ok` HTML.
 */
function isWebPage({ headers }: WireResponse, text: string): boolean {
  const body = text.trimStart();
  return (
    /^<(?:!doctype|html)\b/i.test(body) ||
    (body.startsWith('<') && /^text\/html\b/i.test(headers['content-type'] ?? ''))
  );
}

function unexpected(
  { status, headers }: WireResponse,
  call: Call,
  problem: string,
  cause?: unknown,
  code = 'unexpected_response',
  hint = 'Check that the endpoint is the API and not a web page or a proxy.',
): UnexpectedResponseError {
  const { method, url, secrets } = call.attempt;
  const kind = headers['content-type'] ?? 'no content type';
  return new UnexpectedResponseError(
    status,
    `The server answered ${method} ${url.pathname} with ${status} and ${problem} (${kind}).`,
    code,
    {
      method,
      url: url.origin + url.pathname,
      requestId: headers['x-request-id'],
      headers,
      ...fateOf(call, 'unknown', hint),
      cause,
      secrets,
    },
  );
}

function tooLarge(response: WireResponse, call: Call, maxBytes: number): UnexpectedResponseError {
  const problem = `more than ${maxBytes} bytes, or with little that unpacks into that much`;
  const hint = 'If the answer may be that large, raise `maxAnswerBytes` of the client.';
  return unexpected(response, call, problem, undefined, 'answer_too_large', hint);
}
