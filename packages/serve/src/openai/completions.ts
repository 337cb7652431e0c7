import { randomUUID } from 'node:crypto';
import type { ListedAgent } from '../AgentDirectory.ts';
import type { AgentTalks } from '../AgentTalks.ts';
import type { Admission } from '../Gate.ts';
import { httpError, messageOf } from '../HTTPError.ts';
import { type ChatMessage, type CompletionRequest, markOf, questionText } from './completionRequest.ts';

/** How long to wait for an answer to begin, in ms. Then the head of the response is sent, and a comment at this interval. */
const SILENCE_MS = 10_000;

/** The place of a request, the time that it has, and the log. */
interface Work extends Admission {
  readonly timeoutMs: number;
  readonly log: (line: string) => void;
}

/** Answers a request for a completion: with one object, or with a stream of its pieces. */
export async function complete(
  talks: AgentTalks,
  agent: ListedAgent,
  { messages, stream }: CompletionRequest,
  admission: Work,
): Promise<Response> {
  const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: agent.model };
  if (stream) return streamed(talks, agent, messages, head, admission);
  try {
    const text = await answer(talks, agent, messages, admission, () => undefined);
    const message = { role: 'assistant', content: text, refusal: null };
    return Response.json({
      ...head,
      object: 'chat.completion',
      // The platform does not say how many tokens an answer took: there is no `usage`.
      choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    });
  } finally {
    admission.release();
  }
}

/** Asks the agent. Returns the text that the client gets: the pieces that `write` got, joined. */
async function answer(
  talks: AgentTalks,
  agent: ListedAgent,
  messages: readonly ChatMessage[],
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
  write: (piece: string) => void,
): Promise<string> {
  let written = '';
  /** The part of it that belongs to the current answer. */
  let current = '';
  const grow = (text: string, isOver: boolean) => {
    // The first half of a character waits for the second.
    const whole = !isOver && /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
    // The agent gave an answer up, and wrote another one: what was sent cannot be taken back.
    const piece = whole.startsWith(current) ? whole.slice(current.length) : `\n\n${whole}`;
    current = whole;
    if (piece === '') return;
    written += piece;
    write(piece);
  };
  const content = await talks.ask(agent, {
    text: (last) => questionText(messages, last),
    mark: () => markOf([...messages, { role: 'assistant', content: written }]),
    onPartial: (text) => grow(text, false),
    signal,
    timeoutMs,
  });
  grow(content, true);
  return written;
}

/** Streams the answer as events. Failures before its first piece have a response of their own. */
async function streamed(
  talks: AgentTalks,
  agent: ListedAgent,
  messages: readonly ChatMessage[],
  head: object,
  { signal, timeoutMs, release, log }: Work,
): Promise<Response> {
  const gone = new AbortController();
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, {
    highWaterMark: 1_000,
  });
  const writer = writable.getWriter();
  writer.closed.catch(() => gone.abort());
  const send = (text: string) => void writer.write(encoder.encode(text)).catch(() => undefined);
  const event = (data: unknown) =>
    send(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  const chunk = (delta: object, finish_reason: string | null = null) =>
    event({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    });
  let begin: () => void = () => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let hasBegun = false;
  const comments = setInterval(() => {
    if (!hasBegun) send(': waiting for the agent\n\n');
    hasBegun = true;
    begin();
  }, SILENCE_MS);
  chunk({ role: 'assistant', content: '' });
  const work = answer(
    talks,
    agent,
    messages,
    { signal: AbortSignal.any([signal, gone.signal]), timeoutMs },
    (piece) => {
      hasBegun = true;
      begin();
      chunk({ content: piece });
    },
  )
    .then(() => {
      hasBegun = true;
      chunk({}, 'stop');
      event('[DONE]');
    })
    .catch((error: unknown) => {
      if (!hasBegun) throw error;
      log(`an answer of ${agent.model} breaks off: ${messageOf(error)}`);
      event(httpError(error).body);
    })
    .finally(() => {
      clearInterval(comments);
      release();
      void writer.close().catch(() => undefined);
    });
  await Promise.race([work, begun]);
  work.catch(() => undefined);
  return new Response(readable, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    },
  });
}
