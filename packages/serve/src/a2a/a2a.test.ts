import { type Message, Role, type StreamResponse, type Task, TaskState } from '@a2a-js/sdk';
import {
  type Client,
  ClientFactory,
  ClientFactoryOptions,
  DefaultAgentCardResolver,
  JsonRpcTransportFactory,
} from '@a2a-js/sdk/client';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { afterEach, expect, test } from 'vitest';
import { startWorld, type World } from '../../test/world.ts';

let world: World;
afterEach(() => world?.close());

/** A client of an agent, as the official library makes it from the agent's card. */
async function client(agent = 'acme/aria'): Promise<Client> {
  const fetchImpl: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('Authorization', `Bearer ${world.server.key}`);
    return fetch(input, { ...init, headers });
  };
  const factory = new ClientFactory(
    ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
      transports: [new JsonRpcTransportFactory({ fetchImpl })],
      cardResolver: new DefaultAgentCardResolver({ fetchImpl }),
    }),
  );
  return factory.createFromUrl(`${world.server.url}/a2a/${agent}/`);
}

let count = 0;
function request(text: string, fields: Partial<Message> = {}, returnImmediately = false) {
  const part = {
    content: { $case: 'text' as const, value: text },
    metadata: undefined,
    filename: '',
    mediaType: '',
  };
  const message: Message = {
    messageId: `m${++count}`,
    contextId: '',
    taskId: '',
    role: Role.ROLE_USER,
    parts: [part],
    metadata: undefined,
    extensions: [],
    referenceTaskIds: [],
    ...fields,
  };
  const configuration = { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately };
  return { tenant: '', message, configuration, metadata: undefined };
}

const byId = (id: string) => ({ tenant: '', id, metadata: undefined });
const textOf = (task: Task) => {
  const content = task.artifacts[0]?.parts[0]?.content;
  return content?.$case === 'text' ? content.value : undefined;
};
const errorOf = ({ status }: Task) => {
  const content = status?.message?.parts[0]?.content;
  return content?.$case === 'text' ? content.value : undefined;
};

/** The events of a stream, in short. `onEvent` sees each as it comes. */
async function collect(
  stream: AsyncGenerator<StreamResponse, void, undefined>,
  onEvent: (event: string) => void = () => undefined,
): Promise<string[]> {
  const events: string[] = [];
  for await (const { payload } of stream) {
    if (payload?.$case === 'task') events.push(`task ${TaskState[payload.value.status?.state ?? 0]}`);
    if (payload?.$case === 'artifactUpdate') events.push('artifact');
    if (payload?.$case === 'statusUpdate') {
      const { state = 0, message } = payload.value.status ?? {};
      const content = message?.parts[0]?.content;
      events.push(`${TaskState[state]}${content?.$case === 'text' ? ` ${content.value}` : ''}`);
    }
    onEvent(events.at(-1) ?? '');
  }
  return events;
}

test('default: the card says what an agent takes, and where', async () => {
  world = await startWorld();
  const card = await (await client()).getAgentCard();
  const url = `${world.server.url}/a2a/acme/aria/`;
  expect(card).toMatchObject({
    name: 'aria',
    capabilities: { streaming: true, pushNotifications: false },
    supportedInterfaces: [
      { url, protocolBinding: 'JSONRPC', protocolVersion: '1.0' },
      { url, protocolBinding: 'JSONRPC', protocolVersion: '0.3' },
    ],
  });
  const legacy = await (await world.fetch('/a2a/acme/aria/.well-known/agent-card.json')).json();
  expect(legacy).toMatchObject({
    protocolVersion: '0.3.0',
    url,
    preferredTransport: 'JSONRPC',
    security: [{ bearer: [] }],
  });
});

test('default: message/send is a task of the platform, and waits for its result', async () => {
  world = await startWorld();
  const sent = (await (
    await client()
  ).sendMessage(request('Audit Q1\nand more', { contextId: 'c1' }))) as Task;
  expect(textOf(sent)).toBe('Done: Audit Q1\nand more');
  expect(sent).toMatchObject({ contextId: 'c1', status: { state: TaskState.TASK_STATE_COMPLETED } });
  expect(await new TasksAPI(world.transport).get(world.officeId, sent.id)).toMatchObject({
    title: 'Audit Q1 and more',
    description: 'Audit Q1\nand more',
    assigned_to: 'aria',
    status: 'completed',
  });
});

test('behavior: message/stream shows the steps, the result and the end', async () => {
  world = await startWorld();
  const events = await collect((await client()).sendMessageStream(request('slowly')), (event) => {
    if (event.includes('read slowly')) world.goOn();
  });
  expect(events[0]).toBe('task TASK_STATE_SUBMITTED');
  expect(events.slice(-2)).toEqual(['artifact', 'TASK_STATE_COMPLETED']);
  expect(events).toContain('TASK_STATE_WORKING read slowly');
});

test('behavior: a task that fails says why', async () => {
  world = await startWorld();
  const task = (await (await client()).sendMessage(request('fail'))) as Task;
  expect(task.status?.state).toBe(TaskState.TASK_STATE_FAILED);
  expect(errorOf(task)).toBe('it cannot be done');
  expect(task.artifacts).toEqual([]);
});

test('behavior: the same message, sent again, is the same task', async () => {
  world = await startWorld();
  const a2a = await client();
  const message = request('once');
  const tasks = await Promise.all([a2a.sendMessage(message), a2a.sendMessage(message)]);
  expect(new Set(tasks.map((task) => (task as Task).id)).size).toBe(1);
  expect(await new TasksAPI(world.transport).list(world.officeId)).toHaveLength(1);
});

test('behavior: a message that is sent again after a broken connection makes no second task', async () => {
  let drops = 1;
  world = await startWorld(
    {},
    {
      faults: ({ method, target }) =>
        method === 'POST' && target.endsWith('/tasks') && drops-- > 0 ? 'drop' : undefined,
    },
  );
  const a2a = await client();
  const message = request('once');
  // The server does not know whether the platform honours keys, so it leaves the retry to the client.
  await expect(a2a.sendMessage(message)).rejects.toThrow('It may have been done all the same');
  expect(textOf((await a2a.sendMessage(message)) as Task)).toBe('Done: once');
  expect(await new TasksAPI(world.transport).list(world.officeId)).toHaveLength(1);
});

test('behavior: a task is returned at once, read, listed, followed again and cancelled', async () => {
  world = await startWorld();
  const a2a = await client();
  const task = (await a2a.sendMessage(request('slowly', { contextId: 'c2' }, true))) as Task;
  expect(task.status?.state).toBe(TaskState.TASK_STATE_SUBMITTED);
  expect(await a2a.getTask({ ...byId(task.id), historyLength: 1 })).toMatchObject({
    id: task.id,
    contextId: 'c2',
  });
  const followed = collect(a2a.resubscribeTask(byId(task.id)), async (event) => {
    if (event.includes('read slowly')) await a2a.cancelTask(byId(task.id));
  });
  const events = await followed;
  expect(events.at(-1)).toBe('TASK_STATE_CANCELED Canceled by a client (A2A).');
  world.goOn();
  await expect(a2a.cancelTask(byId(task.id))).rejects.toMatchObject({ name: /NotCancelable/ });
  await expect(collect(a2a.resubscribeTask(byId(task.id)))).rejects.toThrow('has ended');
  const { tasks } = await a2a.listTasks({
    tenant: '',
    contextId: 'c2',
    status: TaskState.TASK_STATE_CANCELED,
    pageToken: '',
    statusTimestampAfter: undefined,
  });
  expect(tasks.map(({ id }) => id)).toEqual([task.id]);
});

test('behavior: a task that waits is cancelled too', async () => {
  world = await startWorld();
  const a2a = await client();
  const busy = (await a2a.sendMessage(request('slowly', {}, true))) as Task;
  const waiting = (await a2a.sendMessage(request('later', {}, true))) as Task;
  const canceled = await a2a.cancelTask(byId(waiting.id));
  expect(canceled.status?.state).toBe(TaskState.TASK_STATE_CANCELED);
  const events = await collect(a2a.resubscribeTask(byId(busy.id)), () => world.goOn());
  expect(events.at(-1)).toBe('TASK_STATE_COMPLETED');
});

test('behavior: the tasks outlive the server', async () => {
  world = await startWorld();
  const task = (await (await client()).sendMessage(request('hello'))) as Task;
  const { startServer } = await import('../index.ts');
  const server = await startServer({ transport: world.transport, key: world.server.key });
  await world.server.close();
  world.server = server;
  expect(textOf(await (await client()).getTask(byId(task.id)))).toBe('Done: hello');
});

test('behavior: a client that leaves a stream frees its place; the task goes on', async () => {
  world = await startWorld({ maxConcurrent: 1 });
  const a2a = await client();
  let id = '';
  for await (const { payload } of a2a.sendMessageStream(request('slowly'))) {
    if (payload?.$case === 'task') id = payload.value.id;
    break;
  }
  world.goOn();
  const read = async (): Promise<Task> => a2a.getTask(byId(id)).catch(() => read());
  let task = await read();
  while (task.status?.state !== TaskState.TASK_STATE_COMPLETED) task = await read();
  expect(textOf(task)).toBe('Done: slowly');
});

test('error: what an agent cannot take is refused, and makes no task', async () => {
  world = await startWorld();
  const a2a = await client();
  const file = {
    content: { $case: 'url' as const, value: 'file:///etc/passwd' },
    metadata: undefined,
    filename: 'x',
    mediaType: '',
  };
  await expect(a2a.sendMessage(request('', { parts: [file] }))).rejects.toThrow('no files');
  await expect(a2a.sendMessage(request('  '))).rejects.toThrow('empty');
  await expect(a2a.sendMessage(request('x', { taskId: 'none' }))).rejects.toThrow('no task');
  await expect(a2a.getTask(byId('../../offices'))).rejects.toThrow('no task');
  await expect(a2a.cancelTask(byId('\u0000'))).rejects.toThrow('no task');
  expect(await new TasksAPI(world.transport).list(world.officeId)).toEqual([]);
  const done = (await a2a.sendMessage(request('hello'))) as Task;
  await expect(a2a.sendMessage(request('more', { taskId: done.id }))).rejects.toThrow('no further messages');
  await expect(client('acme/no-such-agent')).rejects.toThrow('404');
});

test('error: an error of the platform has its message; a bug has none', async () => {
  world = await startWorld(
    {},
    {
      faults: ({ method, target }) => (method === 'POST' && target.endsWith('/tasks') ? 402 : undefined),
    },
  );
  await expect((await client()).sendMessage(request('x'))).rejects.toThrow('402');
});

test('error: a request that is none gets an error of JSON-RPC', async () => {
  world = await startWorld();
  for (const body of [
    '{',
    '[]',
    '5',
    'null',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":1,"method":"x","params":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"message/send","params":{}}',
    '{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"parts":5}}}',
    '{"jsonrpc":"2.0","id":{"a":1},"method":"constructor","params":{}}',
  ]) {
    for (const version of ['1.0', '0.3', '7']) {
      const headers = { 'A2A-Version': version };
      const response = await world.fetch('/a2a/acme/aria/', { method: 'POST', body, headers });
      const { error } = (await response.json()) as { error: { code: number; message: string } };
      expect([body, error.code < -32_000]).toEqual([body, true]);
      expect(error.message).not.toMatch(/undefined|Cannot read|The server failed/);
    }
  }
});

test('behavior: clients of A2A 0.3 send, stream, read and cancel', async () => {
  world = await startWorld();
  let id = 0;
  const call = async (method: string, params: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params });
    return world.fetch('/a2a/acme/aria/', { method: 'POST', body });
  };
  const message = (text: string) => ({
    message: { kind: 'message', messageId: `old${++id}`, role: 'user', parts: [{ kind: 'text', text }] },
  });
  const { result } = (await (await call('message/send', message('hello'))).json()) as {
    result: { id: string };
  };
  expect(result).toMatchObject({
    kind: 'task',
    status: { state: 'completed' },
    artifacts: [{ parts: [{ kind: 'text', text: 'Done: hello' }] }],
  });
  expect(await (await call('tasks/get', { id: result.id })).json()).toMatchObject({
    result: { id: result.id },
  });
  expect(await (await call('tasks/cancel', { id: result.id })).json()).toMatchObject({
    error: { code: -32002 },
  });
  expect(await (await call('tasks/get', { id: 'none' })).json()).toMatchObject({ error: { code: -32001 } });
  const stream = await (await call('message/stream', message('again'))).text();
  const events = stream.split('\n\n').filter((event) => event.startsWith('data: '));
  expect(JSON.parse(events.at(-1)?.slice(6) ?? '')).toMatchObject({
    result: { kind: 'status-update', status: { state: 'completed' }, final: true },
  });
});

test('behavior: a failure is logged, with the path', async () => {
  const lines: string[] = [];
  world = await startWorld({ log: (line) => lines.push(line) });
  await expect((await client()).getTask(byId('00000000-0000-0000-0000-000000000000'))).rejects.toThrow();
  expect(lines).toEqual([expect.stringMatching(/^POST \/a2a\/acme\/aria\/: There is no task /)]);
});
