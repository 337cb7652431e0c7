import type { ServerResponse } from 'node:http';
import { bodyOf, serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { brainContext } from '../../test/brainContext.ts';
import { tool } from '../tools/tool.ts';
import { openaiBrain } from './openaiBrain.ts';

let server: TestServer | undefined;
const asked: { messages: unknown[]; tools?: unknown }[] = [];
const added: unknown[] = [];
afterEach(async () => {
  await server?.close();
  asked.length = 0;
  added.length = 0;
});

type Turn = (response: ServerResponse) => unknown;

const add = tool({
  name: 'add',
  description: 'Adds two numbers.',
  input: z.object({ a: z.number(), b: z.number() }),
  run: ({ a, b }) => {
    added.push([a, b]);
    return a + b;
  },
});
const task = { id: 't', office_id: 'o', title: 'Add', status: 'running', created_at: '' };

const chunk = (delta: object, finish_reason: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`;
const stream =
  (...chunks: string[]): Turn =>
  (response) =>
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).end(chunks.join(''));
const json =
  (status: number, value: unknown): Turn =>
  (response) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
const piece = (
  index: number | undefined,
  id: string | undefined,
  name: string | undefined,
  args: string,
) => ({
  tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }],
});
const ok = stream(chunk({ content: 'It is 5.' }, 'stop'));

/** Works on a task with a model that answers like this. */
async function work(turns: Turn[], maxRetries = 0): Promise<string> {
  server = await serve(async (request, response) => {
    asked.push(JSON.parse((await bodyOf(request)).toString()));
    await turns.shift()?.(response);
  });
  const brain = openaiBrain({
    model: 'small',
    baseURL: `${server.url}/v1`,
    apiKey: 'key',
    tools: [add],
    maxRetries,
  });
  return brain.work(task, brainContext());
}

const streamed = stream(
  chunk({ role: 'assistant', content: null }),
  chunk(piece(0, 'call_1', 'add', '')),
  chunk(piece(0, undefined, undefined, '{"a": 2,')),
  chunk(piece(0, undefined, undefined, ' "b": 3}')),
  chunk({}, 'tool_calls'),
);

test('default: streams the calls of tools, and sends their results back', async () => {
  expect(await work([streamed, ok])).toBe('It is 5.');
  expect(asked[0]?.tools).toEqual([
    {
      type: 'function',
      function: { name: 'add', description: 'Adds two numbers.', parameters: add.inputSchema },
    },
  ]);
  expect(asked[1]?.messages.slice(2)).toEqual([
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a": 2, "b": 3}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '5' },
  ]);
});

test.each<[string, Turn]>([
  [
    'in one body',
    json(200, {
      choices: [{ message: { content: null, ...piece(undefined, 'a', 'add', '{"a":2,"b":3}') } }],
    }),
  ],
  [
    'whole, without an index',
    stream(chunk(piece(undefined, 'a', 'add', '{"a":2,"b":3}')), chunk({}, 'stop')),
  ],
  ['without an id', stream(chunk(piece(0, undefined, 'add', '{"a":2,"b":3}')), chunk({}, 'tool_calls'))],
  [
    'with an object as arguments',
    stream(chunk(piece(0, 'a', 'add', { a: 2, b: 3 } as never)), chunk({}, 'tool_calls')),
  ],
])('behavior: reads a call %s', async (_, turn) => {
  expect(await work([turn, ok])).toBe('It is 5.');
  expect(added).toEqual([[2, 3]]);
});

test('behavior: reads calls whose pieces are mixed, with one index for two ids', async () => {
  const mixed = stream(
    chunk(piece(0, 'a', 'add', '{"a":1,')),
    chunk(piece(1, 'b', 'add', '{"a":2,')),
    chunk(piece(0, 'a', undefined, '"b":1}')),
    chunk(piece(1, undefined, undefined, '"b":2}')),
    chunk(piece(1, 'c', 'add', '{"a":3,"b":3}')),
    chunk({}, 'tool_calls'),
  );
  await work([mixed, ok]);
  expect(added.sort()).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test('behavior: repeats only the request after a failure of the server, not the calls before it', async () => {
  const busy: Turn = (response) => json(503, {})(response.setHeader('Retry-After', '0') as ServerResponse);
  expect(await work([streamed, busy, busy, ok], 2)).toBe('It is 5.');
  expect(added).toEqual([[2, 3]]);
  expect(asked).toHaveLength(4);
  expect(asked[3]).toEqual(asked[1]);
});

test('behavior: shortens the request when it exceeds the context, and does not repeat the calls', async () => {
  const tooMuch = json(400, { error: { code: 'context_length_exceeded' } });
  await expect(work([streamed, tooMuch])).rejects.toMatchObject({ code: 'brain_context' });
  expect(added).toHaveLength(1);
});

test('error: arguments that are not JSON go back to the model as an empty object', async () => {
  const broken = stream(chunk(piece(0, 'a', 'add', '{"a": 2')), chunk({}, 'tool_calls'));
  expect(await work([broken, ok])).toBe('It is 5.');
  expect(asked[1]?.messages.slice(2)).toMatchObject([
    { tool_calls: [{ function: { arguments: '{}' } }] },
    { role: 'tool', content: expect.stringMatching(/not JSON/) },
  ]);
});

test('behavior: an answer that breaks off in a call is asked for again, and runs no tool', async () => {
  const broken: Turn = (response) =>
    response
      .writeHead(200, { 'Content-Type': 'text/event-stream' })
      .end(chunk(piece(0, 'a', 'add', '{"a":2,"b":3}')));
  expect(await work([broken, streamed, broken, ok])).toBe('It is 5.');
  expect(added).toEqual([[2, 3]]);
  expect(asked[3]).toEqual(asked[2]);
  await server?.close();
  await expect(work([broken, broken, broken, ok])).rejects.toMatchObject({ code: 'brain_stopped' });
  expect(added).toEqual([[2, 3]]);
});

test('error: an answer that breaks off after text is not asked for again', async () => {
  const broken = stream(chunk({ content: 'It is' }), chunk(piece(0, 'a', 'add', '{}')));
  await expect(work([broken, ok])).rejects.toMatchObject({ code: 'brain_stopped' });
  expect([asked.length, added]).toEqual([1, []]);
});
