import type { ServerResponse } from 'node:http';
import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { expect, onTestFinished, test, vi } from 'vitest';
import { brainContext } from '../../test/brainContext.ts';
import type { AgentDefinition } from '../AgentDefinition.ts';
import { defineAgent } from '../defineAgent.ts';

const NOW = '2026-01-01T00:00:00Z';
const said = (id: string, content = 'hello'): XMTPMessage => ({
  id,
  from_agent: 'admin-sdk',
  content,
  created_at: NOW,
});

/** An office: responses by the end of the path; `undefined` is not served. */
interface Office {
  groups?: string[];
  messages?: XMTPMessage[];
  /** Answers a request for the event stream; 404 without it. */
  stream?: (response: ServerResponse, count: number) => void;
  refusals?: number;
}

/** A server with one conversation, and groups in which nothing happens. */
async function officeServer(office: Office): Promise<TestServer> {
  let { refusals = 0 } = office;
  let streams = 0;
  const server = await serve((request, response) => {
    const json = (value: unknown, status = 200) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    const path = request.url?.split('?')[0] ?? '';
    const { messages = [], groups = [], stream } = office;
    const last = messages.at(-1);
    if (request.method !== 'GET')
      json(path.endsWith('/claim') ? { error: 'none' } : { ok: true }, path.endsWith('/claim') ? 404 : 200);
    else if (path.endsWith('/conversations')) {
      const newest = last && { last_message: last.content, last_message_at: last.created_at };
      json([{ id: 'c', peer: 'admin-sdk', ...newest }]);
    } else if (path.endsWith('/employees/aria')) json(brainContext().agent);
    else if (path.endsWith('/conversations/c/messages') && refusals-- > 0)
      json({ error: 'not like that' }, 400);
    else if (path.endsWith('/conversations/c/messages')) json(messages);
    else if (path.endsWith('/groups')) json(groups.map((id) => ({ id, members: ['aria'], created_at: NOW })));
    else if (path.includes('/groups/')) json([]);
    else if (path.endsWith('/stream') && stream) stream(response, ++streams);
    else json({ error: 'no such route' }, 404);
  });
  onTestFinished(() => server.close());
  return server;
}

/** Runs an agent until the test is over. */
function run(server: TestServer, definition: AgentDefinition, pollMs = 5): void {
  const stop = new AbortController();
  const ended = defineAgent(definition).run({
    endpoint: server.url,
    officeId: 'o',
    agentId: 'aria',
    signingKey: new Uint8Array(32).fill(1),
    pollMs,
    graceMs: 0,
    signal: stop.signal,
  });
  onTestFinished(() => {
    stop.abort();
    return ended;
  });
}

const count = (server: TestServer, end: RegExp): number =>
  server.seen.filter(({ target }) => end.test(target.split('?')[0] ?? '')).length;
const eventually = (isTrue: () => boolean) => vi.waitUntil(isTrue, { timeout: 150_000, interval: 5 });
const open = (response: ServerResponse) =>
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': connected\n\n');

test('behavior: reads a conversation again after a failed read', async () => {
  const server = await officeServer({ messages: [said('m')], refusals: 2 });
  const heard: string[] = [];
  const errors: unknown[] = [];
  run(server, {
    onMessage: ({ content }) => void heard.push(content),
    onError: (error) => errors.push(error),
  });
  await eventually(() => heard.length > 0);
  expect(heard).toEqual(['hello']);
  expect(errors).toContainEqual(expect.objectContaining({ status: 400 }));
});

test('behavior: hears the same text twice within a second, with times in whole seconds', async () => {
  const messages = [said('one')];
  const server = await officeServer({ messages });
  const heard: string[] = [];
  run(server, {
    onMessage: ({ id }) => {
      heard.push(id);
      const before = count(server, /\/c\/messages$/);
      // Sent after the agent has read the first one and stopped polling.
      if (id === 'one')
        void eventually(() => count(server, /\/c\/messages$/) > before).then(() =>
          messages.push(said('two')),
        );
    },
  });
  await eventually(() => heard.length === 2);
  expect(heard).toEqual(['one', 'two']);
});

test.each([
  ['is open', open, 1],
  ['is not served', undefined, 10],
])(
  'behavior: reads a hundred idle groups with few requests when the event stream %s',
  async (_, stream, most) => {
    const groups = Array.from({ length: 100 }, (_, n) => `g${n}`);
    const server = await officeServer({ groups, ...(stream && { stream }) });
    run(server, { onMessage: () => undefined });
    await eventually(() => count(server, /\/groups\/g99\/messages$/) > 0);
    const rounds = 30;
    const before = { lists: count(server, /\/groups$/), reads: count(server, /\/groups\/g\d+\/messages$/) };
    // Two lists, where the first read of all is under way.
    await eventually(() => count(server, /\/groups$/) >= before.lists + rounds);
    const reads = count(server, /\/groups\/g\d+\/messages$/) - before.reads;
    expect(reads).toBeLessThanOrEqual((rounds + 2) * most);
    expect(count(server, /./)).toBeLessThan(100 + (rounds + 12) * (most + 4));
  },
);

test('behavior: reopens an ended stream at once, and polls after a skipped event', async () => {
  const stream = (response: ServerResponse, number: number): void => {
    if (number === 2) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    else open(response);
    if (number === 1) response.end('id: 7\nevent: file\ndata: {}\n\n');
    if (number === 3) response.write(`id: 8\ndata: ${'x'.repeat(2 * 1024 * 1024)}\n\n`);
  };
  const errors: unknown[] = [];
  let lists = Number.POSITIVE_INFINITY;
  const server = await officeServer({ stream });
  run(
    server,
    {
      onMessage: () => undefined,
      onError: (error) => {
        errors.push(error);
        lists = count(server, /\/conversations$/);
      },
    },
    // It does not poll.
    2 ** 31 - 1,
  );
  await eventually(() => errors.length === 2 && count(server, /\/conversations$/) > lists);
  const streams = server.seen.filter(({ target }) => target.includes('/stream'));
  expect(streams.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7', undefined]);
  expect(errors).toMatchObject([{ name: 'UnexpectedResponseError' }, { code: 'event_skipped' }]);
});
