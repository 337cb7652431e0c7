import { backOff, sleep } from '@mitosislabs/auth/async';
import { redact } from '@mitosislabs/transport';
import { BrainError } from '../brain/BrainError.ts';
import { exceedsContext } from '../brain/exceedsContext.ts';
import { bodyOf } from './bodyOf.ts';
import type { ChatRequest } from './chatRequest.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 8_000;
/** The maximum length read of a refusal, and of the reason in the error, in characters. */
const LONGEST_BODY = 16 * 1024;
const LONGEST_ERROR = 500;

/** One question to the API. */
export interface Completion {
  readonly url: string;
  readonly apiKey: string;
  readonly body: ChatRequest;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly fetch: typeof globalThis.fetch;
}

/** The time limit of a server: `heard` restarts it, `rest` stops it. */
export interface Patience {
  heard(): void;
  rest(): void;
}

/** Sends a question, and retries while the server is busy, down or out of reach. Honors `Retry-After`. */
export async function ask(question: Completion, time: Patience, signal: AbortSignal): Promise<Response> {
  for (let failures = 0; ; failures++) {
    time.heard();
    const attempt = await post(question, signal).then(
      (response) => ({ response }),
      (error: unknown) => ({ error }),
    );
    const response = 'response' in attempt ? attempt.response : undefined;
    if (response?.ok) return response;
    const isFinal = response && response.status !== 408 && response.status !== 429 && response.status < 500;
    if (isFinal || failures >= question.maxRetries || signal.aborted) {
      throw response ? await refusal(question, response) : Reflect.get(attempt, 'error');
    }
    await response?.body?.cancel().catch(() => undefined);
    time.rest();
    const retryAfterMs = waitIn(response?.headers.get('retry-after'), response?.headers.get('date'));
    const delays = { first: FIRST_RETRY_MS, most: LAST_RETRY_MS, after: { retryAfterMs } };
    await sleep(backOff(failures + 1, delays), signal);
  }
}

function post({ url, apiKey, body, fetch }: Completion, signal: AbortSignal): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    // A redirect must not carry the key to another server.
    redirect: 'manual',
    signal,
  });
}

async function refusal({ url, apiKey }: Completion, response: Response): Promise<BrainError> {
  let text = '';
  for await (const piece of bodyOf(response, () => undefined)) {
    text += piece;
    if (text.length > LONGEST_BODY) break;
  }
  // Cut after redaction, so that no part of a key is left.
  const said = redact(reasonIn(text), secretsOf(apiKey)).slice(0, LONGEST_ERROR).trim();
  const message = `${new URL(url).host} answered ${response.status}${said === '' ? '' : `: ${said}`}`;
  const isAboutAccess = [401, 402, 403, 404].includes(response.status);
  if (response.status === 413 || (!isAboutAccess && exceedsContext(text))) {
    return new BrainError(message, {
      code: 'brain_context',
      hint: 'Use a model with a larger context.',
    });
  }
  return new BrainError(message, { code: 'brain_failed', hint: hintFor(response.status) });
}

function hintFor(status: number): string | undefined {
  if (status < 400) return 'Set `baseURL` to the address that it redirects to.';
  return status === 401 ? 'The key does not belong to that server.' : undefined;
}

/** The key as it is and as it looks in JSON. Both are redacted from quoted responses. */
export function secretsOf(apiKey: string): string[] {
  return [apiKey, JSON.stringify(apiKey).slice(1, -1)];
}

/** The reason in the body of a refusal; `''` for an HTML page. */
export function reasonIn(text: string): string {
  if (/^\s*</.test(text)) return '';
  try {
    const value: unknown = JSON.parse(text);
    const { error = value } = Object(value) as { error?: unknown };
    const { message } = Object(error) as { message?: unknown };
    return [error, message].find((said) => typeof said === 'string') ?? text;
  } catch {
    return text;
  }
}

/** The wait in a `Retry-After` header, in ms. The header holds seconds or a date. */
function waitIn(header: string | null | undefined, date: string | null | undefined): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  // Uses the server's clock if it sends a `Date`.
  const now = Date.parse(date ?? '');
  const ms = Date.parse(header) - (Number.isNaN(now) ? Date.now() : now);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
