import { onAbort } from '@mitosislabs/auth/async';
import { redact } from '@mitosislabs/transport';
import { createParser } from 'eventsource-parser';
import { BrainError } from '../brain/BrainError.ts';
import { exceedsContext } from '../brain/exceedsContext.ts';
import type { ModelPart } from '../brain/Model.ts';
import { reasonOf } from '../text/reasonOf.ts';
import { ask, type Completion, reasonIn, secretsOf } from './ask.ts';
import { bodyOf } from './bodyOf.ts';
import { CallPieces } from './CallPieces.ts';

/** The maximum length of an answer, and of the reason in an error, in characters. */
const LONGEST_ANSWER = 4 * 1024 * 1024;
const LONGEST_ERROR = 500;

/** The piece for `[DONE]`, which ends a stream. */
const END = { text: '', isLast: true };

/** Shortens a text of the server and redacts the key. */
type Clean = (text: string) => string;

/**
 * Yields the parts of the model's answer: the text as it comes, from a stream of events, or from one JSON body if the
 * server does not stream; then the calls of tools.
 */
export async function* complete(question: Completion): AsyncGenerator<ModelPart, void, undefined> {
  const { apiKey, timeoutMs, signal } = question;
  const clean = (text: string): string => redact(text, secretsOf(apiKey)).slice(0, LONGEST_ERROR);
  const silence = new AbortController();
  const stop = (): void => silence.abort(signal.reason);
  const letGo = onAbort(signal, stop);
  if (signal.aborted) stop();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => clearTimeout(timer);
  const heard = (): void => {
    rest();
    timer = setTimeout(() => silence.abort(timeout(question)), timeoutMs);
  };
  try {
    const response = await ask(question, { heard, rest }, silence.signal);
    const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
    const read = isStream ? eventPieces : jsonPieces;
    const pieces = new CallPieces();
    let isEmpty = true;
    for await (const text of read(bodyOf(response, heard), clean, pieces)) {
      isEmpty = false;
      yield { type: 'text', text };
    }
    for (const call of pieces.calls) {
      isEmpty = false;
      yield { type: 'call', call };
    }
    if (isEmpty) throw new BrainError('The model gave an empty answer.', { code: 'brain_reply' });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof BrainError) throw error;
    if (silence.signal.aborted) throw silence.signal.reason;
    const message = `${new URL(question.url).host} could not be reached: ${clean(reasonOf(rootOf(error)))}.`;
    throw new BrainError(message, { code: 'brain_unreachable' });
  } finally {
    rest();
    letGo();
    // Ends the request when the caller stops reading.
    silence.abort();
  }
}

async function* eventPieces(
  body: AsyncIterable<string>,
  clean: Clean,
  calls: CallPieces,
): AsyncGenerator<string, void, undefined> {
  let ready: string[] = [];
  let isOver = false;
  let length = 0;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (isOver) return;
      if (event === 'error') throw failed(data, clean);
      const { text, isLast } = data === '[DONE]' ? END : pieceIn(data, 'delta', clean, calls);
      // Events after the last piece are not part of the answer.
      isOver = isLast;
      ready.push(text);
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
  try {
    // The last event needs no blank line after it. An incomplete one is dropped.
    parser.feed('\n\n');
    yield* ready.filter((piece) => piece !== '');
  } catch {
    // Reported below.
  }
  // An incomplete answer is an error.
  if (!isOver)
    throw new BrainError('The model stopped in the middle of its answer.', { code: 'brain_stopped' });
}

async function* jsonPieces(
  body: AsyncIterable<string>,
  clean: Clean,
  calls: CallPieces,
): AsyncGenerator<string, void, undefined> {
  let text = '';
  for await (const part of body) {
    text += part;
    if (text.length > LONGEST_ANSWER) throw tooLong();
  }
  const piece = pieceIn(text, 'message', clean, calls);
  if (piece.text !== '') yield piece.text;
}

/** The text in an answer, or in a piece of one; '' if there is none, such as in a piece with only the role. */
function pieceIn(
  json: string,
  field: 'delta' | 'message',
  clean: Clean,
  calls: CallPieces,
): { text: string; isLast: boolean } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BrainError('The response of the model is not JSON.', {
      code: 'brain_reply',
      hint: 'Check that `baseURL` is the URL of its API.',
    });
  }
  const { choices, error } = Object(value) as { choices?: unknown; error?: unknown };
  if (error !== undefined && error !== null) throw failed(json, clean);
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  const { content, tool_calls: pieces } = Object(Reflect.get(Object(choice), field)) as Record<
    string,
    unknown
  >;
  calls.add(pieces);
  const reason: unknown = Object(choice)['finish_reason'];
  return {
    text: typeof content === 'string' ? content : '',
    isLast: typeof reason === 'string' && reason !== '',
  };
}

/** The error for a failure that the server reports in place of an answer. */
function failed(data: string, clean: Clean): BrainError {
  const reason = reasonIn(data).trim();
  const said = reason === '' ? '.' : `: ${clean(reason)}`;
  const code = exceedsContext(data) ? 'brain_context' : 'brain_failed';
  return new BrainError(`The model stopped in the middle${said}`, { code });
}

/** The cause of an error: `fetch` itself reports only that it failed. */
function rootOf(error: unknown): unknown {
  const { cause } = Object(error) as { cause?: unknown };
  if (cause === undefined) return error;
  const { message, code } = Object(cause) as { message?: unknown; code?: unknown };
  return message === '' ? code : cause;
}

function tooLong(): BrainError {
  return new BrainError('The answer of the model is too long.', { code: 'brain_reply' });
}

function timeout({ url, timeoutMs }: Completion): BrainError {
  return new BrainError(`${new URL(url).host} was silent for ${timeoutMs} ms.`, { code: 'brain_timeout' });
}
