import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, type LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { type Brain, defineAgent, officeTools, tool } from '@mitosislabs/agent';
import { EmployeesAPI, FilesAPI, OfficesAPI, TasksAPI } from '@mitosislabs/api';
import { startEmulator } from '@mitosislabs/emulator';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { simulateReadableStream } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { type AIBrainOptions, aiBrain } from './aiBrain.ts';

vi.setConfig({ testTimeout: 120_000 });

const task = { id: 't', office_id: 'o', title: 'Add', status: 'running', created_at: '' };
const usage = {
  inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 1, text: 1, reasoning: 0 },
};
const finish = (
  unified: 'stop' | 'tool-calls' | 'length' | 'content-filter' | 'error' | 'interrupted' = 'stop',
) => ({ type: 'finish', finishReason: { unified, raw: undefined }, usage }) as const;
const text = (...deltas: string[]): LanguageModelV4StreamPart[] => [
  { type: 'text-start', id: '1' },
  ...deltas.map((delta) => ({ type: 'text-delta', id: '1', delta }) as const),
  { type: 'text-end', id: '1' },
];
const call = (toolName: string, input: unknown, more: object = {}) =>
  ({
    type: 'tool-call',
    toolCallId: 'c1',
    toolName,
    input: JSON.stringify(input),
    ...more,
  }) as LanguageModelV4StreamPart;

/** A model that answers with these parts, one list each time. An error is thrown instead. */
function model(...answers: (LanguageModelV4StreamPart[] | Error)[]): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => {
      const answer = answers.shift();
      if (!answer || answer instanceof Error) throw answer ?? new Error('the script is over');
      return {
        stream: simulateReadableStream({ chunks: answer, initialDelayInMs: null, chunkDelayInMs: null }),
      };
    },
  });
}

type Context = Parameters<Brain['work']>[1];

function context(more: Partial<Context> = {}): Context & { steps: string[] } {
  const steps: string[] = [];
  const texts = new Map<string, string>();
  return {
    agent: {
      name: 'aria',
      modelTier: 'opus',
      modelProvider: 'mock',
      status: { phase: 'ready', ready: true },
    },
    officeId: 'office',
    transport: new Transport({ endpoint: 'http://127.0.0.1:9', apiKey: 'mi_unused' }),
    workId: 'work',
    conversationId: undefined,
    memory: {
      get: (key) => texts.get(key),
      set: async (key, value) => void (value === undefined ? texts.delete(key) : texts.set(key, value)),
    },
    handOn: undefined,
    log: (line) => steps.push(line),
    signal: new AbortController().signal,
    history: async () => [],
    env: async () => ({}),
    sleep: async () => undefined,
    steps,
    ...more,
  };
}

const added: unknown[] = [];
const add = tool({
  name: 'add',
  description: 'Adds.',
  input: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => {
    added.push([a, b]);
    return a + b;
  },
});

const work = (options: AIBrainOptions, more?: Partial<Context>) => aiBrain(options).work(task, context(more));

test('default: streams an answer', async () => {
  const mock = model([{ type: 'stream-start', warnings: [] }, ...text('Good ', 'morning'), finish()]);
  const pieces: string[] = [];
  const brain = aiBrain({ model: mock, system: 'Be kind.', temperature: 0.2, maxOutputTokens: 9 });
  for await (const piece of brain.answer('hello', context()) as AsyncIterable<string>) pieces.push(piece);
  expect(pieces).toEqual(['Good ', 'morning']);
  expect(mock.doStreamCalls[0]).toMatchObject({
    prompt: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: [{ type: 'text', text: 'hello' }] },
    ],
    temperature: 0.2,
    maxOutputTokens: 9,
  });
  expect(mock.doStreamCalls[0]).not.toHaveProperty('tools');
});

test('behavior: runs tools, and gives back what the provider wants to have back', async () => {
  const signed = { mock: { signature: 's' } };
  const mock = model(
    [
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', delta: 'I must add.' },
      { type: 'reasoning-end', id: 'r', providerMetadata: signed },
      ...text('Let me see.'),
      call('add', { a: 2, b: 3 }, { providerMetadata: { mock: { thought: 't' } } }),
      finish('tool-calls'),
    ],
    [...text('It is 5.'), finish()],
  );
  expect(await work({ model: mock, tools: [add] })).toBe('It is 5.');
  expect(mock.doStreamCalls[0]?.tools).toEqual([
    { type: 'function', name: 'add', description: 'Adds.', inputSchema: add.inputSchema },
  ]);
  expect(mock.doStreamCalls[1]?.prompt.slice(2)).toEqual([
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'I must add.', providerOptions: signed },
        { type: 'text', text: 'Let me see.' },
        {
          type: 'tool-call',
          toolCallId: 'c1',
          toolName: 'add',
          input: { a: 2, b: 3 },
          providerOptions: { mock: { thought: 't' } },
        },
      ],
    },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'c1', toolName: 'add', output: { type: 'text', value: '5' } },
      ],
    },
  ]);
});

test('error: input that is not valid is an error result', async () => {
  const mock = model([call('add', { a: 'x' }), finish('tool-calls')], [...text('ok'), finish()]);
  await work({ model: mock, tools: [add] });
  expect(mock.doStreamCalls[1]?.prompt.at(-1)).toMatchObject({
    content: [{ output: { type: 'error-text', value: expect.stringMatching(/not valid/) } }],
  });
});

describe('failures', () => {
  const failure = (statusCode: number, isRetryable: boolean, message = 'no', responseBody = '') =>
    new APICallError({
      message,
      url: 'https://model.example',
      requestBodyValues: {},
      statusCode,
      responseHeaders: { 'retry-after': '0' },
      responseBody,
      isRetryable,
    });

  test('behavior: retries a request that failed, and not the calls before it', async () => {
    added.length = 0;
    const mock = model(
      [call('add', { a: 1, b: 1 }), finish('tool-calls')],
      failure(503, true),
      failure(429, true),
      [...text('2'), finish()],
    );
    expect(await work({ model: mock, tools: [add] })).toBe('2');
    expect(added).toEqual([[1, 1]]);
    expect(mock.doStreamCalls).toHaveLength(4);
  });

  test.each([
    ['a refusal', failure(401, false), 'brain_failed', 1],
    ['a long outage', failure(503, true), 'brain_failed', 3],
    ['no connection', new Error('fetch failed'), 'brain_unreachable', 1],
  ])('error: %s', async (_, error, code, requests) => {
    const mock = model(...Array<Error>(9).fill(error));
    await expect(work({ model: mock })).rejects.toMatchObject({ name: 'BrainError', code, cause: error });
    expect(mock.doStreamCalls).toHaveLength(requests);
  });

  test('behavior: asks with less when the request exceeds the context', async () => {
    const tooMuch = failure(400, false, 'bad request', '{"error":{"code":"context_length_exceeded"}}');
    const mock = model(tooMuch, [...text('ok'), finish()]);
    const title = 'x'.repeat(10_000);
    expect(await aiBrain({ model: mock }).work({ ...task, title }, context())).toBe('ok');
    expect(JSON.stringify(mock.doStreamCalls[1]?.prompt).length).toBeLessThan(6_000);
  });

  test.each([
    ['breaks off', [...text('It is')], 'brain_stopped'],
    ['is interrupted', [...text('It is'), finish('interrupted')], 'brain_stopped'],
    ['is filtered', [finish('content-filter')], 'brain_failed'],
    [
      'fails in the middle',
      [...text('It'), { type: 'error', error: failure(500, true) } as const],
      'brain_failed',
    ],
  ])('error: an answer that %s', async (_, parts, code) => {
    added.length = 0;
    const mock = model([call('add', { a: 1, b: 1 }), ...parts], [...text('again'), finish()]);
    await expect(work({ model: mock, tools: [add] })).rejects.toMatchObject({ code });
    expect(added).toEqual([]);
  });

  test('behavior: a stop reaches the model', async () => {
    const stop = new AbortController();
    const mock = new MockLanguageModelV4({
      doStream: ({ abortSignal }) =>
        new Promise((_, reject) => {
          abortSignal?.addEventListener('abort', () => reject(abortSignal.reason));
          stop.abort(new Error('stopped'));
        }),
    });
    await expect(work({ model: mock }, { signal: stop.signal })).rejects.toThrow('stopped');
  });
});

test('behavior: a provider of the AI SDK over HTTP, with tools', async () => {
  added.length = 0;
  const chunks = [
    [
      {
        choices: [
          {
            delta: {
              tool_calls: [
                {
                  index: 0,
                  id: 'x',
                  type: 'function',
                  function: { name: 'add', arguments: '{"a":20,"b":3}' },
                },
              ],
            },
          },
        ],
      },
      { choices: [{ delta: {}, finish_reason: 'tool_calls' }] },
    ],
    [{ choices: [{ delta: { content: 'It is 23.' } }] }, { choices: [{ delta: {}, finish_reason: 'stop' }] }],
  ];
  const asked: unknown[] = [];
  await using server = await serve(async (request, response) => {
    asked.push(JSON.parse((await bodyOf(request)).toString()));
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    for (const chunk of chunks.shift() ?? []) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    response.end('data: [DONE]\n\n');
  });
  const provider = createOpenAICompatible({ name: 'local', baseURL: `${server.url}/v1`, apiKey: 'key' });
  expect(await work({ model: provider('small'), tools: [add] })).toBe('It is 23.');
  expect(added).toEqual([[20, 3]]);
  expect(asked[1]).toMatchObject({
    messages: [{}, {}, { role: 'assistant' }, { role: 'tool', content: '23' }],
  });
});

test('behavior: an agent with a model of the AI SDK works in an office', async () => {
  await using emulator = await startEmulator({ brain: 'none', readyAfterMs: 5 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  const { id: officeId } = await new OfficesAPI(transport).create({ name: 'acme' });
  await new EmployeesAPI(transport).hire(officeId, { name: 'aria' });
  const mock = model(
    [call('write_file', { name: 'report.md', content: '# Report' }), finish('tool-calls')],
    [...text('It is in report.md.'), finish()],
  );
  const brain = aiBrain({ model: mock, tools: officeTools({ allow: ['write_file'] }) });
  const stop = new AbortController();
  const signingKey = emulator.agentKey(officeId, 'aria');
  const running = defineAgent({ brain }).run({
    endpoint,
    officeId,
    agentId: 'aria',
    signingKey,
    signal: stop.signal,
  });
  const tasks = new TasksAPI(transport);
  const { id } = await tasks.create(officeId, { title: 'Report', assigned_to: 'aria' });
  await vi.waitUntil(async () => (await tasks.get(officeId, id)).status === 'completed', {
    timeout: 100_000,
  });
  expect((await tasks.get(officeId, id)).result).toBe('It is in report.md.');
  expect(await (await new FilesAPI(transport).download(officeId, 'report.md')).text()).toBe('# Report');
  stop.abort();
  await running;
});

test('error: refuses the name of a model, and misspelt options', () => {
  expect(() => aiBrain({ model: 'openai/gpt-5' as never })).toThrow(/must be a language model/);
  expect(() => aiBrain(undefined as never)).toThrow(/must be a language model/);
  expect(() => aiBrain({ model: model(), maxStep: 3 } as never)).toThrow(/maxStep/);
});
