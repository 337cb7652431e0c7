import type { IncomingMessage, ServerResponse } from 'node:http';
import { serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { expect, test } from 'vitest';
import { CreditsAPI } from '../groups/credits/CreditsAPI.ts';
import { EmployeesAPI } from '../groups/employees/EmployeesAPI.ts';
import { MessagesAPI } from '../groups/messages/MessagesAPI.ts';

type Start = (transport: Transport) => AsyncIterator<unknown>;

const page = JSON.stringify([
  {
    id: 'e1',
    office_id: 'o1',
    amount: 1,
    balance_after: 1,
    reason: 'r',
    created_at: '2026-01-01T00:00:00Z',
  },
]);

/** Iterators, each with the response that holds its first value. The second response never comes. */
const iterators: [string, Start, (response: ServerResponse) => void][] = [
  [
    'a paged list',
    (transport) => new CreditsAPI(transport).history('o1', { limit: 1 })[Symbol.asyncIterator](),
    (response) => response.end(page),
  ],
  [
    'the lines of a log',
    (transport) => new EmployeesAPI(transport).followLogs('o1', 'aria', { pollIntervalMs: 0 }),
    (response) => response.end('{"logs":"one\\n","pod":"p"}'),
  ],
  [
    'the events of an office',
    (transport) => new MessagesAPI(transport).stream('o1'),
    (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end('retry: 1\ndata: 1\n\n'),
  ],
];

test.each(iterators)('behavior: ends %s at once while next() is pending', async (_name, start, answer) => {
  let waiting: IncomingMessage | undefined;
  let isClosed = false;
  let requests = 0;
  await using server = await serve((request, response) => {
    if (requests++ === 0) return answer(response);
    waiting = request;
    response.once('close', () => {
      isClosed = true;
    });
  });
  const iterator = start(new Transport({ endpoint: server.url, timeout: 0 }));
  expect((await iterator.next()).done).toBe(false);
  const next = iterator.next();
  await expect.poll(() => waiting).toBeDefined();
  expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  expect(await next).toEqual({ done: true, value: undefined });
  await expect.poll(() => isClosed).toBe(true);
  expect(requests).toBe(2);
});

test('behavior: does not poll a log that was left between two polls', async () => {
  let requests = 0;
  await using server = await serve((_, response) => {
    requests++;
    response.end('{"logs":"one\\n","pod":"p"}');
  });
  const employees = new EmployeesAPI(new Transport({ endpoint: server.url }));
  const lines = employees.followLogs('o1', 'aria', { pollIntervalMs: 60_000 });
  await lines.next();
  const next = lines.next();
  await lines.return();
  expect((await next).done).toBe(true);
  expect(requests).toBe(1);
});

test('behavior: keeps the first page for an await after the loop was left', async () => {
  let answer = (): void => undefined;
  await using server = await serve((_, response) => {
    answer = () => void response.end(page);
  });
  const list = new CreditsAPI(new Transport({ endpoint: server.url })).history('o1');
  const iterator = list[Symbol.asyncIterator]();
  const next = iterator.next();
  await expect.poll(() => server.seen.length).toBe(1);
  await iterator.return?.();
  expect((await next).done).toBe(true);
  answer();
  expect(await list).toHaveLength(1);
});
