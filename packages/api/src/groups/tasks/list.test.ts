import { serve } from '@mitosislabs/tooling/serve';
import { Transport } from '@mitosislabs/transport';
import { describe, expect, test } from 'vitest';
import type { Task } from './contract.ts';
import { TasksAPI } from './TasksAPI.ts';

const all: Task[] = [
  ['1', 'queued', 'bo'],
  ['2', 'completed', 'aria'],
  ['3', 'queued', 'aria'],
  ['4', 'queued', undefined],
  ['5', 'queued', 'aria'],
].map(([id = '', status = '', assigned_to]) => ({
  id,
  title: `task ${id}`,
  status,
  kind: 'general',
  created_at: '2026-01-01T00:00:00Z',
  ...(assigned_to !== undefined && { assigned_to }),
})) as Task[];

/** Servers by the filters that they support: all of them, only `limit`, or none. */
const servers: Record<string, (query: URLSearchParams) => Task[]> = {
  'knows all': (query) =>
    all
      .filter(({ status }) => !query.has('status') || status === query.get('status'))
      .filter(({ assigned_to }) => !query.has('assigned_to') || assigned_to === query.get('assigned_to'))
      .slice(0, query.has('limit') ? Number(query.get('limit')) : undefined),
  'knows only limit': (query) => all.slice(0, query.has('limit') ? Number(query.get('limit')) : undefined),
  'knows nothing': () => all,
};

describe.each(Object.entries(servers))('a server that %s', (_, answer) => {
  test.each([
    [{}, ['1', '2', '3', '4', '5']],
    [{ limit: 2 }, ['1', '2']],
    [{ limit: 0 }, []],
    [{ status: 'queued' }, ['1', '3', '4', '5']],
    [{ assigned_to: 'aria' }, ['2', '3', '5']],
    [{ status: 'queued', assigned_to: 'aria' }, ['3', '5']],
    [{ status: 'queued', assigned_to: 'aria', limit: 1 }, ['3']],
    [{ status: 'queued', assigned_to: 'aria', limit: 9 }, ['3', '5']],
    [{ status: 'failed', limit: 3 }, []],
  ])('default: %j', async (query, ids) => {
    await using server = await serve((request, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(new URL(request.url ?? '', 'http://server').searchParams)));
    });
    const tasks = new TasksAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
    expect((await tasks.list('office', query)).map(({ id }) => id)).toEqual(ids);
    const { data, response } = await tasks.list('office', query, { timeout: 60_000 }).withResponse();
    expect([data.map(({ id }) => id), response.status]).toEqual([ids, 200]);
  });
});

test('behavior: accepts the query of the earlier client, also with request options', async () => {
  await using server = await serve((_, response) => response.end('[]'));
  const tasks = new TasksAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
  await tasks.list('office', {
    status: 'queued',
    assigned_to: 'aria',
    limit: 5,
    headers: { 'x-extra': '1' },
  });
  await tasks.list('office', { timeout: 1_000 });
  await tasks.list('office');
  const path = '/api/v1/offices/office/tasks';
  expect(server.seen.map(({ target }) => target)).toEqual([
    `${path}?status=queued&assigned_to=aria&limit=5`,
    path,
    path,
  ]);
  expect(server.seen[0]?.headers['x-extra']).toBe('1');
});

test.each([
  [{ statsu: 'queued' }, 'opts.statsu', 'Did you mean `status`?'],
  [{ limit: -1 }, 'opts.limit', undefined],
  [{ status: 'queued', limit: 'all' }, 'opts.limit', undefined],
  ['queued', 'opts', undefined],
])('error: refuses %j and sends nothing', async (query, argument, hint) => {
  await using server = await serve((_, response) => response.end('[]'));
  const tasks = new TasksAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
  // @ts-expect-error: none of these is a query
  const refused = tasks.list('office', query);
  await expect(refused).rejects.toMatchObject({ code: 'invalid_argument', argument });
  if (hint) await expect(refused).rejects.toMatchObject({ hint });
  expect(server.seen).toEqual([]);
});
