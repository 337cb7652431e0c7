import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { type CreditBalance, type Task, Transport } from '@mitosislabs/sdk';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, setUp } from './setUp.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
let emulator: Emulator;
let home: Home;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 50 });
  home = await setUp(emulator);
});
afterAll(async () => {
  await emulator?.close();
  await home?.[Symbol.asyncDispose]();
});

const transport = (): Transport => {
  const { endpoint, dashboardEndpoint } = emulator;
  return new Transport({ endpoint, dashboardEndpoint, apiKey: home.env['API_KEY'] ?? '' });
};
const office = (rest: string): string => `/api/v1/offices/${home.office}${rest}`;

test('request(method, path, { body, query, raw })', async () => {
  const balance = await transport().request<CreditBalance>('POST', office('/credits'), {
    body: { amount: 1, reason: 'rows' },
  });
  expect(balance.office_id).toBe(home.office);
  expect(await transport().request('GET', office('/tasks'), { query: { limit: 5 } })).toEqual([]);
  const response = await transport().request<Response>('GET', office(''), { raw: true });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ id: home.office });
});

test('get(path, query)', async () => {
  expect(await transport().get(office(''))).toMatchObject({ name: 'acme' });
  expect(await transport().get(office('/employees/aria/activity'), { limit: 1 })).toHaveLength(1);
});

test('post(path, body)', async () => {
  const task = await transport().post<Task>(office('/tasks'), { title: 'Post' });
  expect(task.title).toBe('Post');
});

test('put(path, body)', async () => {
  await transport().put(office('/env'), { ROWS: 'put' });
  expect(await transport().get(office('/env/values'))).toMatchObject({ ROWS: 'put' });
});

test('patch(path, body)', async () => {
  await transport().patch(office('/settings'), { theme: 'dark' });
  expect(await transport().get(office('/settings'))).toMatchObject({ theme: 'dark' });
});

test('delete(path)', async () => {
  await transport().put(office('/env'), { GONE: 'x' });
  await transport().delete(office('/env/GONE'));
  expect(await transport().get(office('/env/values'))).not.toHaveProperty('GONE');
});

test('upload(path, filename, bytes)', async () => {
  await using server = await serve(async (request, response) => {
    bodies.push((await bodyOf(request)).toString());
    response.end('{}');
  });
  const bodies: string[] = [];
  const there = new Transport({ endpoint: server.url, apiKey: 'mi_example_0123456789' });
  await there.upload('/files', 'a.txt', Buffer.from('hello'));
  expect(server.seen[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  expect(bodies[0]).toMatch(/form-data; name="file"; filename="a\.txt"[\s\S]*\r\n\r\nhello\r\n/);
});

test('stream(path, query)', async () => {
  await using server = await serve((_, response) => {
    response.setHeader('Content-Type', 'text/event-stream');
    response.write('event: task\ndata: {"id":1}\n\n');
  });
  const there = new Transport({ endpoint: server.url, apiKey: 'mi_example_0123456789' });
  for await (const event of there.stream('/stream', { since: 5 })) {
    expect(event).toMatchObject({ event: 'task', data: '{"id":1}' });
    break;
  }
  expect(server.seen[0]?.target).toBe('/stream?since=5');
});

test('endpoint', () => {
  expect(transport().endpoint).toBe(emulator.endpoint);
});

test('jwt and agent at once: asAgent takes the agent, and never another', async () => {
  const signingKey = emulator.agentKey(home.office, 'aria');
  await using server = await serve((_, response) => response.end('[]'));
  const agent = { agentId: 'aria', signingKey };
  for (const first of [{ jwt: { jwtSecret: SECRET } }, { apiKey: 'mi_example_0123456789' }]) {
    const both = new Transport({ endpoint: server.url, ...first, agent });
    await both.request('GET', '/x');
    await both.request('GET', '/x', { asAgent: true });
    const [one, two] = server.seen.splice(0).map(({ headers }) => headers);
    expect(one?.authorization).toMatch(/^Bearer /);
    expect(one).not.toHaveProperty('x-agent-id');
    expect(two?.['x-agent-id']).toBe('aria');
    expect(two).not.toHaveProperty('authorization');
    const alone = new Transport({ endpoint: server.url, ...first });
    await expect(async () => alone.request('GET', '/x', { asAgent: true })).rejects.toThrow();
  }
  expect(server.seen).toEqual([]);
});
