import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Faults } from '../../core/Faults.ts';
import { failure, raw, startWorld, until, type World } from '../../testing/world.ts';
import type { Control } from '../Control.ts';
import { connectControl } from '../http/connectControl.ts';

let world: World;
let fault: Faults = () => undefined;
beforeAll(async () => {
  world = await startWorld({ brain: 'none', faults: (request) => fault(request) });
});
afterEach(async () => {
  fault = () => undefined;
  await world.emulator.control.log.clear();
});
afterAll(() => world?.close());

/** Sends a request as the owner. */
const send = (path: string, init: RequestInit = {}) =>
  fetch(world.emulator.endpoint + path, {
    ...init,
    headers: { Authorization: `Bearer ${world.emulator.apiKey}`, ...init.headers },
  });

const ways: [string, () => Control][] = [
  ['in process', () => world.emulator.control],
  [
    'over HTTP',
    () => connectControl({ endpoint: world.emulator.endpoint, token: world.emulator.controlToken }),
  ],
];

describe.each(ways)('the log %s', (_, controlOf) => {
  const log = () => controlOf().log;

  test('default: describes a request', async () => {
    const id = await world.officeWith('aria');
    await log().clear();
    const before = Date.now();
    const task = await world.owner.tasks.create(id, { title: 'Audit', assigned_to: 'aria' });
    const [request, ...more] = await log().requests();
    expect(more).toEqual([]);
    expect(request).toEqual({
      id: expect.stringMatching(/^req_/),
      time: expect.any(Number),
      durationMs: expect.any(Number),
      host: 'office-manager',
      method: 'POST',
      target: `/api/v1/offices/${id}/tasks`,
      operation: 'tasks.create',
      officeId: id,
      agent: 'aria',
      caller: { kind: 'user', id: world.emulator.user.id, name: 'dev@mitosis.test' },
      status: 200,
      requestHeaders: expect.objectContaining({ authorization: 'Bearer [redacted]' }),
      requestBody: JSON.stringify({ title: 'Audit', assigned_to: 'aria' }),
      responseBody: JSON.stringify(task),
      unexpected: false,
    });
    expect(request?.time).toBeGreaterThanOrEqual(before);
  });

  test('default: selects requests', async () => {
    const id = await world.officeWith('aria');
    await world.as(id, 'aria').employees.heartbeat(id, 'aria');
    await failure(world.owner.tasks.get(id, 'none'));
    await raw(`${world.emulator.dashboardEndpoint}/nowhere`);
    const all = await log().requests();
    const count = async (query: Parameters<Control['log']['requests']>[0]) =>
      (await log().requests(query)).length;
    expect(await count({ operation: 'offices.create' })).toBe(1);
    expect(await count({ operation: ['offices.*', 'tasks.get'] })).toBe(2);
    expect(await count({ method: 'post', operation: 'employees.*' })).toBe(2);
    expect(await count({ target: '/nowhere' })).toBe(1);
    expect(await count({ caller: 'aria' })).toBe(1);
    expect(await count({ caller: world.emulator.agentKey(id, 'aria').toString() })).toBe(0);
    expect(await count({ caller: 'dev@mitosis.test' })).toBe(all.length - 2);
    expect(await count({ caller: world.emulator.user.id })).toBe(all.length - 2);
    expect(await count({ officeId: id })).toBe(all.length - 2);
    expect(await count({ agent: 'aria', operation: 'employees.hire' })).toBe(1);
    expect(await count({ agent: 'bo' })).toBe(0);
    expect(await count({ status: 404 })).toBe(1);
    expect(await count({ status: 5 })).toBe(1);
    expect(await count({ status: 2 })).toBe(all.length - 2);
    expect(await count({ faulty: true })).toBe(0);
    expect(await count({ unexpected: true })).toBe(2);
    expect(await count({ limit: 0 })).toBe(0);
    expect(await log().requests({ limit: 2 })).toEqual(all.slice(-2));
    expect(await log().requests({ after: all[0]?.id ?? '' })).toEqual(all.slice(1));
    expect(await log().requests({ after: 'unknown' })).toEqual(all);
  });

  test('error: an operation that does not exist is refused: it would match no request', async () => {
    const refused = {
      code: 'invalid_argument',
      message: expect.stringContaining('query.operation has no operation `task.create`'),
      hint: 'Did you mean `tasks.create`?',
    };
    const query = { operation: ['tasks.get', 'task.create'] };
    const { endpoint, controlToken: token } = world.emulator;
    for (const control of [world.emulator.control, connectControl({ endpoint, token })]) {
      await expect(control.log.requests(query)).rejects.toMatchObject(refused);
      await expect(control.log.next(query)).rejects.toMatchObject(refused);
      await expect(control.log.expect(query)).rejects.toMatchObject(refused);
      const following = async () => {
        for await (const _ of control.log.follow(query)) break;
      };
      await expect(following()).rejects.toMatchObject(refused);
    }
  });

  test('default: follows requests until it is left', async () => {
    await world.owner.offices.list();
    const [last] = await log().requests({ limit: 1 });
    const requests = log().follow({ operation: 'offices.create', after: last?.id ?? '' });
    await world.office('one');
    await world.owner.offices.list();
    await world.office('two');
    const bodies: unknown[] = [];
    for await (const { requestBody } of requests) {
      bodies.push(requestBody);
      if (bodies.length === 2) break;
    }
    expect(bodies).toEqual([expect.stringContaining('one'), expect.stringContaining('two')]);
    expect(await requests.next()).toEqual({ done: true, value: undefined });
  });

  test('behavior: a signal ends what follows, also while it waits', async () => {
    const abort = new AbortController();
    const requests = log().follow({}, { signal: abort.signal });
    const next = requests.next();
    abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await requests.next()).toEqual({ done: true, value: undefined });
    const never = log().follow({}, { signal: AbortSignal.abort() });
    expect(await never.next()).toEqual({ done: true, value: undefined });
  });

  test('default: lists failures that nothing explains, and forgets them', async () => {
    const { id } = await world.office();
    await failure(world.owner.tasks.get(id, 'one'));
    await log().expect({ operation: 'tasks.get', status: 404 });
    await failure(world.owner.tasks.get(id, 'two'));
    expect(await log().unexpected()).toEqual([]);
    await failure(world.owner.files.download(id, 'none'));
    expect(await log().unexpected()).toMatchObject([
      { operation: 'files.download', unexpected: true, status: 404 },
    ]);
    fault = () => 503;
    await send('/api/v1/offices');
    fault = () => undefined;
    expect(await log().unexpected()).toHaveLength(1);
    await log().clear();
    expect(await log().requests()).toEqual([]);
    await failure(world.owner.tasks.get(id, 'three'));
    expect(await log().unexpected()).toHaveLength(1);
  });

  test.each([
    ['query.operations', { operations: 'tasks.create' }],
    ['query.status', { status: 1.5 }],
    ['query.operation', { operation: [''] }],
    ['query.limit', { limit: -1 }],
    ['query', 'tasks.create'],
  ])('error: refuses %s', async (argument, query) => {
    const refused = (call: Promise<unknown>) =>
      expect(call).rejects.toMatchObject({ argument: expect.stringContaining(argument) });
    await refused(log().requests(query as object));
    await refused(log().next(query as object));
    await refused(log().expect(query as object));
    expect(() => log().follow(query as object)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }),
    );
  });
});

describe('the log', () => {
  const log = () => world.emulator.control.log;

  test('behavior: has faults, with what the client saw', async () => {
    const { id } = await world.office();
    await log().clear();
    for (const each of [
      'reset',
      'drop',
      'cut',
      503,
      { status: 429, retryAfter: 2 },
      { responseMs: 1 },
    ] as const) {
      fault = () => each;
      await send(`/api/v1/offices/${id}`)
        .then((response) => response.text())
        .catch(() => undefined);
    }
    await until(
      () => log().requests(),
      (requests) => requests.length === 6,
    );
    const seen = (await log().requests({ faulty: true })).map(
      ({ operation, status, incomplete, fault: applied, error }) => [
        operation,
        status,
        incomplete,
        applied?.description,
        error?.code,
      ],
    );
    expect(seen).toEqual([
      ['offices.get', 0, true, 'reset', undefined],
      ['offices.get', 0, true, 'drop', undefined],
      ['offices.get', 200, true, 'cut', undefined],
      ['offices.get', 503, undefined, '503', 'fault'],
      ['offices.get', 429, undefined, '{"status":429,"retryAfter":2}', 'fault'],
      ['offices.get', 200, undefined, '{"responseMs":1}', undefined],
    ]);
    expect(await log().unexpected()).toEqual([]);
  });

  test('behavior: has replayed responses', async () => {
    const init = {
      method: 'POST',
      body: '{"name":"acme","forceCreate":true}',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'key-1' },
    };
    await (await send('/api/v1/offices', init)).text();
    await (await send('/api/v1/offices', init)).text();
    const [first, second] = await log().requests();
    expect(first?.replayed).toBeUndefined();
    expect(second?.replayed).toBe(true);
    expect(second?.responseBody).toBe(first?.responseBody);
  });

  test('behavior: has streams when they end, with their start', async () => {
    const { id } = await world.office();
    await log().clear();
    const ended = log().next({ operation: 'messages.stream' });
    const abort = new AbortController();
    const response = await send(`/api/v1/offices/${id}/messages/stream`, { signal: abort.signal });
    const reader = response.body?.getReader();
    await world.agent(id, 'aria');
    await reader?.read();
    expect(await log().requests({ operation: 'messages.stream' })).toEqual([]);
    abort.abort();
    expect(await ended).toMatchObject({ status: 200, incomplete: true, unexpected: false });
  });

  test('behavior: has a request whose client left', async () => {
    const { id } = await world.office();
    await log().clear();
    const ended = log().next({ operation: 'tasks.create' });
    const socket = connect(Number(new URL(world.emulator.endpoint).port), '127.0.0.1');
    const { host } = new URL(world.emulator.endpoint);
    socket.write(
      `POST /api/v1/offices/${id}/tasks HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${world.emulator.apiKey}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"title":',
      () => socket.destroy(),
    );
    expect(await ended).toMatchObject({ status: 0, incomplete: true, unexpected: false });
  });

  test('behavior: has refusals, and the error of each', async () => {
    await raw(`${world.emulator.endpoint}/api/v1/offices`);
    await raw(`${world.emulator.endpoint}/nowhere?key=hunter2`);
    await send('/api/v1/offices', {
      method: 'POST',
      body: '{"name":1}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(await log().requests()).toMatchObject([
      { status: 401, error: { code: 'unauthorized' }, operation: 'offices.list' },
      { status: 501, error: { code: 'unknown_route' }, target: '/nowhere?key=[redacted]' },
      { status: 400, error: { code: 'invalid_request' }, requestBody: '{"name":1}' },
    ]);
  });

  test('behavior: describes files instead of keeping them', async () => {
    const { id } = await world.office();
    await world.owner.files.upload(id, 'a.txt', new TextEncoder().encode('hello'));
    await world.owner.files.download(id, 'a.txt');
    expect(await log().requests({ operation: 'files.*' })).toMatchObject([
      { requestBody: '[the file a.txt, 5 bytes]' },
      { responseBody: '[the file a.txt, 5 bytes]' },
    ]);
  });

  test('behavior: an answer that repeats a secret of its request does not show it', async () => {
    const { id } = await world.office();
    await log().clear();
    const body = JSON.stringify({ title: 'x', password: 'hunter2', status: 'is hunter2' });
    const init = { method: 'POST', body, headers: { 'Content-Type': 'application/json' } };
    await (await send(`/api/v1/offices/${id}/tasks`, init)).text();
    await (await send('/hunter2-hunter2/a?password=hunter2-hunter2')).text();
    const [, second] = await log().requests();
    expect(second?.error?.message).toBe('The emulator has no route GET /[redacted]/a.');
    expect(second?.responseBody).not.toContain('hunter2');
    const { responseBody, error } = (await log().requests())[0] ?? {};
    expect(`${responseBody} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  test('behavior: shows no secret', async () => {
    const { id } = await world.office();
    const { emulator, owner } = world;
    const secrets: string[] = [emulator.apiKey, emulator.jwtSecret, emulator.controlToken, 'hunter2'];
    await owner.env.set(id, { WORD: 'hunter2' });
    await owner.env.values(id);
    await owner.integrations.ensureSecret(id, 'claude-code', 'hunter2');
    await owner.offices.setSecret(id, 'name', 'hunter2');
    secrets.push((await owner.offices.rotateSecret(id)).secret);
    await owner.offices.kubeconfig(id);
    await owner.tasks.create(id, {
      title: `jwt ${emulator.jwtSecret}`,
      description: `token ${emulator.controlToken}`,
    });
    const key = 'cd'.repeat(32);
    await owner.employees.hire(id, { name: 'bo', customConfig: { signingKey: 'hunter2', other: key } });
    secrets.push(key);
    await send(`/api/v1/offices/${id}?apiKey=hunter2&a=${emulator.apiKey}&b=%6di_emulator_hunter2hunter2`, {
      headers: {
        Cookie: 'session=hunter2',
        'X-Signature': 'hunter2',
        'X-Api-Key': 'hunter2',
        'X-Other': emulator.apiKey,
        'X-Auth': 'hunter2',
        'X-Session-Id': 'hunter2',
        'X-CSRF': 'hunter2',
        DPoP: 'hunter2',
        Referer: 'http://127.0.0.1/#token=hunter2',
      },
    });
    const text = JSON.stringify(await log().requests());
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toContain('users:\\n');
    expect(text).toContain('WORD');
  });

  test('behavior: keeps the start of a body', async () => {
    const { id } = await world.office();
    await world.owner.tasks.create(id, { title: 'long', description: 'x'.repeat(100_000) });
    const [long] = await log().requests({ operation: 'tasks.create' });
    expect(long?.requestBody?.length).toBe(16 * 1024 + 1);
    expect(long?.requestBody?.endsWith('…')).toBe(true);
    expect(long?.responseBody?.length).toBe(16 * 1024 + 1);
  });

  test('behavior: is empty after a reset', async () => {
    const other = await startWorld({ brain: 'none' });
    await failure(other.owner.offices.get('none'));
    await other.emulator.control.reset();
    expect(await other.emulator.control.log.requests()).toEqual([]);
    await other.close();
  });

  test("behavior: leaves out the control plane and the emulator's own agents", async () => {
    const other = await startWorld();
    await other.officeWith('aria');
    const remote = connectControl({ endpoint: other.emulator.endpoint, token: other.emulator.controlToken });
    await remote.limits();
    const callers = (await remote.log.requests()).map(({ caller }) => caller?.name);
    expect(new Set(callers)).toEqual(new Set(['dev@mitosis.test']));
    await other.close();
  });
});
