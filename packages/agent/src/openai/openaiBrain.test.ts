import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Task } from '@mitosislabs/api/tasks';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test } from 'vitest';
import { brainContext, wholeOf } from '../../test/brainContext.ts';
import type { Brain } from '../brain/Brain.ts';
import { type OpenAIOptions, openaiBrain } from './openaiBrain.ts';

const KEY = 'sk-very-secret-key';
let server: TestServer | undefined;
const asked: unknown[] = [];
afterEach(async () => {
  await server?.close();
  server = undefined;
  asked.length = 0;
});

/** A brain whose model is a server on this machine. */
async function model(
  answer: (response: ServerResponse, request: IncomingMessage) => unknown,
  options: Partial<OpenAIOptions> = {},
): Promise<Brain> {
  server = await serve(async (request, response) => {
    asked.push(JSON.parse((await bodyOf(request)).toString()));
    await answer(response, request);
  });
  return openaiBrain({
    model: 'small',
    baseURL: `${server.url}/v1/`,
    apiKey: KEY,
    maxRetries: 0,
    ...options,
  });
}

const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const events = (response: ServerResponse) => response.writeHead(200, { 'Content-Type': 'text/event-stream' });
const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
const message = (id: string, from_agent: string, content: string) => ({
  id,
  from_agent,
  content,
  created_at: '',
});
const task: Task = { id: 't', office_id: 'o', title: 'Audit', status: 'running', created_at: '' };

test('default: streams an answer from the conversation so far', async () => {
  const brain = await model((response) => {
    events(response).write(`data: ${JSON.stringify({ choices: [{ delta: { role: 'assistant' } }] })}\n\n`);
    for (const piece of ['Good ', 'morning', ' ☀']) response.write(delta(piece));
    response.end('data: [DONE]\n\n');
  });
  const history = async () => [
    message('1', 'admin-sdk', 'hi'),
    message('2', 'aria', 'hello'),
    message('3', 'admin-sdk', 'and?'),
  ];
  const pieces: string[] = [];
  for await (const piece of brain.answer('and?', brainContext({ history })) as AsyncIterable<string>) {
    pieces.push(piece);
  }
  expect(pieces).toEqual(['Good ', 'morning', ' ☀']);
  expect(server?.seen).toMatchObject([
    { method: 'POST', target: '/v1/chat/completions', headers: { authorization: `Bearer ${KEY}` } },
  ]);
  expect(asked).toEqual([
    {
      model: 'small',
      stream: true,
      messages: [
        { role: 'system', content: 'You are aria, an agent in an office. Answer briefly.' },
        { role: 'user', content: 'hi' },
        { role: 'assistant', content: 'hello' },
        { role: 'user', content: 'and?' },
      ],
    },
  ]);
});

test('behavior: answers without streaming, and does a task', async () => {
  const brain = await model(
    (response) => json(response, 200, { choices: [{ message: { content: 'All good.' } }] }),
    { system: 'Be brief.' },
  );
  expect(await brain.work({ ...task, description: 'of Q1' }, brainContext())).toBe('All good.');
  expect(asked).toMatchObject([
    { messages: [{ content: 'Be brief.' }, { role: 'user', content: 'Audit\n\nof Q1' }] },
  ]);
});

test('behavior: reads the key from the agent’s environment', async () => {
  const brain = await model((response) => events(response).end(`${delta('ok')}data: [DONE]\n\n`), {
    apiKey: undefined,
    keyName: 'MODEL_KEY',
  });
  const env = async () => ({ MODEL_KEY: 'of-the-office' });
  expect(await wholeOf(brain.answer('?', brainContext({ env })))).toBe('ok');
  expect(server?.seen).toMatchObject([{ headers: { authorization: 'Bearer of-the-office' } }]);
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({
    code: 'no_key',
    hint: expect.stringContaining('MODEL_KEY'),
  });
});

test.each([
  [
    'refuses, and repeats the key',
    (response: ServerResponse) => json(response, 401, { error: { message: `no such key: ${KEY}` } }),
    'brain_failed',
  ],
  [
    'stops in the middle',
    (response: ServerResponse) =>
      events(response).end(
        `${delta('a')}data: ${JSON.stringify({ error: { message: `overloaded: ${KEY}` } })}\n\n`,
      ),
    'brain_failed',
  ],
  [
    'sends what is no JSON',
    (response: ServerResponse) => events(response).end('data: {oops\n\n'),
    'brain_reply',
  ],
  [
    'breaks off',
    (response: ServerResponse) => {
      events(response).write(delta('a'));
      setTimeout(() => response.destroy(), 20);
    },
    'brain_unreachable',
  ],
  ['ends in the middle', (response: ServerResponse) => events(response).end(delta('a')), 'brain_stopped'],
  [
    'answers nothing',
    (response: ServerResponse) =>
      json(response, 200, { choices: [{ message: { content: null }, finish_reason: 'content_filter' }] }),
    'brain_reply',
  ],
  [
    'answers with a page',
    (response: ServerResponse) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>'),
    'brain_reply',
  ],
  [
    'sends elsewhere',
    (response: ServerResponse) => response.writeHead(307, { Location: 'http://127.0.0.1:9/' }).end(),
    'brain_failed',
  ],
  [
    'gives no reason to stop, and breaks off',
    (response: ServerResponse) =>
      events(response).end(
        `data: ${JSON.stringify({ choices: [{ delta: { content: 'a' }, finish_reason: '' }] })}\n\n`,
      ),
    'brain_stopped',
  ],
])('error: reports a server that %s', async (_, answer, code) => {
  const brain = await model(answer);
  const error: unknown = await wholeOf(brain.answer('?', brainContext())).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'BrainError', code });
  expect(String(error) + JSON.stringify(error)).not.toContain(KEY);
});

test('error: reports a silent server', async () => {
  const brain = await model(() => undefined, { timeoutMs: 200 });
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({ code: 'brain_timeout' });
});

const LAST = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}`;
test.each([
  ['is in its last piece', (response: ServerResponse) => response.end(`${LAST}\n\n`)],
  ['has no end itself', (response: ServerResponse) => response.end(LAST)],
  ['is followed by nothing at all', (response: ServerResponse) => response.write(`${LAST}\n\n`)],
  [
    'is followed by a broken connection',
    (response: ServerResponse) => response.write(`${LAST}\n\n`, () => response.destroy()),
  ],
  ['is in a line without an end', (response: ServerResponse) => response.end('data: [DONE]')],
])('behavior: accepts an answer whose end %s', async (_, finish) => {
  const brain = await model((response) => {
    events(response).write(delta('ok'));
    finish(response);
  });
  expect(await wholeOf(brain.answer('?', brainContext()))).toBe('ok');
});

test.each([
  ['error', '{"message":"overloaded"}', 'The model stopped in the middle: overloaded'],
  ['error', 'overloaded', 'The model stopped in the middle: overloaded'],
  ['message', '{"error":"overloaded"}', 'The model stopped in the middle: overloaded'],
])('error: reports an event %s with %s', async (event, data, expected) => {
  const brain = await model((response) => events(response).end(`event: ${event}\ndata: ${data}\n\n`));
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toThrow(expected);
});

test.each([`${KEY}\n`, ` ${KEY}\r\n`, `${KEY}"quoted"`])(
  'error: does not repeat a key like %j',
  async (apiKey) => {
    const brain = await model(
      (response, { headers }) =>
        json(response, 401, { no: `${headers.authorization}`.replace('Bearer ', '') }),
      { apiKey },
    );
    await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toThrow(
      /answered 401: {"no":"\[redacted\]"}$/,
    );
  },
);

test.each([`${KEY}\n${KEY}`, `${KEY}€`])('error: refuses a key like %j', async (apiKey) => {
  const brain = await model(() => expect.unreachable(), { apiKey });
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({ code: 'no_key' });
});

describe('a conversation longer than the context of the model', () => {
  const message413 = (response: ServerResponse) =>
    response.writeHead(413, { 'Content-Type': 'text/html' }).end('<html>');
  const answer400 = (error: unknown) => (response: ServerResponse) => json(response, 400, { error });
  const inStream = (response: ServerResponse) =>
    events(response).end(`data: {"error":{"code":"context_length_exceeded","message":"no"}}\n\n`);
  const ways: [string, (response: ServerResponse) => unknown][] = [
    ['OpenAI', answer400({ code: 'context_length_exceeded', message: 'no' })],
    [
      'in words only',
      answer400({
        message: "This model's maximum context length is 8192 tokens. However, you requested 9001.",
      }),
    ],
    [
      'vLLM',
      answer400({
        message: 'The decoder prompt (length 9000) is longer than the maximum model length of 4096.',
      }),
    ],
    [
      'llama.cpp',
      answer400({
        type: 'exceed_context_size_error',
        message: 'the request exceeds the available context size',
      }),
    ],
    ['Anthropic', answer400({ message: 'prompt is too long: 210000 tokens > 200000 maximum' })],
    [
      'Gemini',
      answer400({
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
      }),
    ],
    [
      'Mistral',
      answer400({
        message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length',
      }),
    ],
    ['Groq', answer400({ message: 'Please reduce the length of the messages or completion.' })],
    ['a proxy', message413],
    ['in the stream', inStream],
  ];

  test.each(ways)(
    'behavior: is retried with less history, then with a shorter question: %s',
    async (_, refuse) => {
      const most = 2_000;
      const brain = await model((response) => {
        const { messages } = asked.at(-1) as { messages: { content: string }[] };
        const length = messages.reduce((sum, { content }) => sum + content.length, 0);
        if (length > most) refuse(response);
        else events(response).end(`${delta('ok')}data: [DONE]\n\n`);
      });
      const paste = message('1', 'admin-sdk', 'x'.repeat(100_000));
      const small = (id: string) => message(id, id === '3' ? 'aria' : 'admin-sdk', `message ${id}`);
      const history = [paste, ...['2', '3', '4', '5', '6'].map(small)];
      expect(await wholeOf(brain.answer('message 6', brainContext({ history: async () => history })))).toBe(
        'ok',
      );
      expect(asked.at(-1)).toMatchObject({
        messages: [{}, ...['4', '5', '6'].map((id) => ({ content: `message ${id}` }))],
      });
      const question = `Sum this up: ${'😀'.repeat(50_000)} Thank you.`;
      expect(await wholeOf(brain.answer(question, brainContext()))).toBe('ok');
      const { messages } = asked.at(-1) as { messages: { content: string }[] };
      expect(messages[1]?.content).toMatch(
        /^Sum this up: .*\n\[… \d+ characters are left out here …\]\n.* Thank you\.$/u,
      );
    },
  );

  test('error: throws when the shortened one is refused too, and for similar errors', async () => {
    const brain = await model(answer400({ message: 'the prompt is too long' }));
    await expect(wholeOf(brain.answer('x'.repeat(3_000), brainContext()))).rejects.toMatchObject({
      code: 'brain_context',
    });
    expect(asked.length).toBeGreaterThan(2);
  });

  test.each([
    [401, 'the token is too long'],
    [400, 'Rate limit reached: 30000 tokens per min. You exceeded the limit of tokens.'],
    [400, 'no such model'],
  ])('error: takes %i %s for another error', async (status, said) => {
    const brain = await model((response) => json(response, status, { error: { message: said } }));
    await expect(wholeOf(brain.answer('x'.repeat(3_000), brainContext()))).rejects.toMatchObject({
      code: 'brain_failed',
    });
    expect(asked).toHaveLength(1);
  });
});

test('error: reports an unreachable server with the reason', async () => {
  const brain = await model(() => undefined);
  await server?.close();
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toThrow('ECONNREFUSED');
});

test('behavior: retries a busy, failing or unreachable server, not one that refuses', async () => {
  const faults = [
    (response: ServerResponse) => json(response.setHeader('Retry-After', '0'), 429, {}),
    (response: ServerResponse) => response.destroy(),
    (response: ServerResponse) => events(response).end(`${delta('ok')}data: [DONE]\n\n`),
    (response: ServerResponse) => json(response, 400, { error: { message: 'no such model' } }),
  ];
  const brain = await model((response) => faults.shift()?.(response), { maxRetries: 2 });
  expect(await wholeOf(brain.answer('?', brainContext()))).toBe('ok');
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toThrow('answered 400: no such model');
  expect([asked.length, faults.length]).toEqual([4, 0]);
});

test('error: reports a long outage answered with a web page', async () => {
  const page = (response: ServerResponse) =>
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html><h1>Bad gateway</h1></html>');
  const brain = await model(page, { maxRetries: 1 });
  await expect(wholeOf(brain.answer('?', brainContext()))).rejects.toMatchObject({
    code: 'brain_failed',
    message: expect.stringMatching(/ answered 502$/),
  });
  expect(asked).toHaveLength(2);
});

test('behavior: does not retry after an abort', async () => {
  const abort = new AbortController();
  const refuse = (response: ServerResponse) => {
    response.on('close', () => abort.abort(new Error('stopped')));
    json(response.setHeader('Retry-After', '3600'), 503, {});
  };
  const brain = await model(refuse, { maxRetries: 9 });
  const answer = wholeOf(brain.answer('?', brainContext({ signal: abort.signal })));
  await expect(answer).rejects.toThrow('stopped');
  expect(asked).toHaveLength(1);
});

test('behavior: ends the request when the reader stops or aborts', async () => {
  let closed = 0;
  const abort = new AbortController();
  const brain = await model((response) => {
    response.on('close', () => closed++);
    events(response).write(delta('a'));
    if (asked.length === 2) abort.abort(new Error('stopped'));
  });
  for await (const piece of brain.answer('?', brainContext()) as AsyncIterable<string>) {
    expect(piece).toBe('a');
    break;
  }
  while (closed < 1) await new Promise((resolve) => setTimeout(resolve, 2));
  const answer = wholeOf(brain.answer('?', brainContext({ signal: abort.signal })));
  await expect(answer).rejects.toThrow('stopped');
  while (closed < 2) await new Promise((resolve) => setTimeout(resolve, 2));
});

test.each(['http://example.com/v1', 'ftp://localhost', 'nonsense', 'https://u:p@h/v1', 'https://h/v1?a=b'])(
  'error: refuses to send a key to %s',
  (baseURL) => {
    expect(() => openaiBrain({ model: 'small', baseURL })).toThrow('baseURL');
  },
);
