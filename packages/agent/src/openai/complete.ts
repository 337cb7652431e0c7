import { redact } from '@mitosislabs/transport';
import { createParser } from 'eventsource-parser';
import { BrainError } from '../BrainError.ts';

/** The most that is read of an answer, in characters, and of an error's body. */
const LONGEST_ANSWER = 4 * 1024 * 1024;
const LONGEST_ERROR = 500;

/** A message as the API wants it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** One question to the API. */
export interface Completion {
  readonly url: string;
  readonly apiKey: string;
  readonly body: { model: string; messages: ChatMessage[]; stream: true };
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly fetch: typeof globalThis.fetch;
}

/** The pieces of the model's answer as they come: of a stream of events, or of one JSON where a server does not stream. */
export async function* complete(question: Completion): AsyncGenerator<string, void, undefined> {
  const { apiKey, timeoutMs, signal } = question;
  const silence = new AbortController();
  const onAbort = (): void => silence.abort(signal.reason);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(timeout(question)), timeoutMs);
  };
  heard();
  try {
    const response = await send(question, silence.signal);
    const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
    const read = isStream ? eventPieces : jsonPieces;
    for await (const piece of read(bodyOf(response, heard))) yield piece;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BrainError) throw error;
    if (silence.signal.aborted) throw silence.signal.reason;
    const why = error instanceof Error ? error.message : String(error);
    const message = redact(`${new URL(question.url).host} could not be asked: ${why}.`, [apiKey]);
    throw new BrainError(message, { code: 'brain_unreachable' });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    // Whoever stops reading stops the answer too.
    silence.abort();
  }
}

async function send({ url, apiKey, body, fetch }: Completion, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    // Nobody else is to see the key.
    redirect: 'error',
    signal,
  });
  if (response.ok) return response;
  let text = '';
  for await (const piece of bodyOf(response, () => undefined)) {
    text += piece;
    if (text.length > LONGEST_ERROR) break;
  }
  const said = redact(text.slice(0, LONGEST_ERROR).trim(), [apiKey]);
  throw new BrainError(`${new URL(url).host} answered ${response.status}${said === '' ? '' : `: ${said}`}`, {
    code: 'brain_failed',
    hint: response.status === 401 ? 'The key is not one of that server.' : undefined,
  });
}

async function* bodyOf(response: Response, heard: () => void): AsyncGenerator<string, void, undefined> {
  if (!response.body) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      heard();
      yield decoder.decode(part.value, { stream: true });
    }
    yield decoder.decode();
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function* eventPieces(body: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let ready: string[] = [];
  let isOver = false;
  let length = 0;
  const parser = createParser({
    onEvent: ({ data }) => {
      isOver ||= data === '[DONE]';
      if (!isOver) ready.push(pieceIn(data, 'delta'));
    },
  });
  for await (const text of body) {
    length += text.length;
    if (length > LONGEST_ANSWER) throw tooLong();
    parser.feed(text);
    const pieces = ready;
    ready = [];
    yield* pieces.filter((piece) => piece !== '');
    if (isOver) return;
  }
}

async function* jsonPieces(body: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const part of body) {
    text += part;
    if (text.length > LONGEST_ANSWER) throw tooLong();
  }
  const piece = pieceIn(text, 'message');
  if (piece !== '') yield piece;
}

/** The text in an answer, or in a piece of one; '' where there is none, such as a piece that only tells the role. */
function pieceIn(json: string, field: 'delta' | 'message'): string {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BrainError('What the model answered is no JSON.', { code: 'brain_answer' });
  }
  const { choices, error } = Object(value) as { choices?: unknown; error?: unknown };
  if (error !== undefined && error !== null) {
    const { message } = Object(error) as { message?: unknown };
    const said = typeof message === 'string' ? `: ${message.slice(0, LONGEST_ERROR)}` : '.';
    throw new BrainError(`The model stopped in the middle${said}`, { code: 'brain_failed' });
  }
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const content: unknown = Object(Reflect.get(Object(choice), field))['content'];
  return typeof content === 'string' ? content : '';
}

function tooLong(): BrainError {
  return new BrainError('The answer of the model is too long.', { code: 'brain_answer' });
}

function timeout({ url, timeoutMs }: Completion): BrainError {
  return new BrainError(`${new URL(url).host} was silent for ${timeoutMs} ms.`, { code: 'brain_timeout' });
}
