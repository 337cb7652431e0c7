import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMissing, allRefused } from '../../testing/refusals.ts';
import { startWorld, until, type World } from '../../testing/world.ts';

let world: World;
const time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('events', () => {
  test('default: lists the events of the office, newest first', async () => {
    const id = await world.officeWith();
    await world.owner.tasks.create(id, { title: 'x' });
    const [newest, ...older] = (await world.owner.events.list(id)) as {
      id: string;
      type: string;
      data: object;
    }[];
    expect(newest).toMatchObject({
      type: 'task',
      data: { title: 'x', status: 'queued' },
      created_at: expect.any(String),
    });
    expect(older.map(({ type }) => type)).toEqual(['agent', 'agent', 'office']);
  });

  test('default: records a chat with its beginning and end', async () => {
    const id = await world.officeWith();
    const say = (content: string) =>
      world.owner.xmtp.sendToConversation(id, 'aria', { agent_id: 'admin-sdk', content });
    await say(JSON.stringify({ type: '__SESSION_START__', session_id: 'a/b' }));
    await say('hello');
    await say(JSON.stringify({ type: '__SESSION_END__', session_id: 'a/b' }));
    await say('after');
    expect(await world.owner.events.chatEvents(id, 'a/b')).toMatchObject([
      { type: 'started', session_key: 'a/b', by: 'admin-sdk' },
      { type: 'message', content: 'hello', from_agent: 'admin-sdk' },
      { type: 'ended', session_key: 'a/b' },
    ]);
    await allMissing([world.owner.events.chatEvents(id, 'none')]);
  });

  test('default: lists executed commands', async () => {
    const id = await world.officeWith();
    expect(await world.owner.events.sshEvents(id)).toEqual([]);
    await world.owner.workspace.exec(id, { command: 'false' });
    expect(await world.owner.events.sshEvents(id)).toMatchObject([
      { type: 'exec', data: { command: 'false', exit_code: 1, by: world.emulator.user.id } },
    ]);
  });
});

describe('callbacks', () => {
  test('default: stores reports of pods and applies them to the agent', async () => {
    const { id } = await world.office();
    const { callbacks, employees } = world.owner;
    await world.agent(id, 'aria');
    const aria = world.as(id, 'aria').callbacks;
    await aria.podEvent(id, { type: 'ready' });
    await aria.podEvent(id, { type: 'error', payload: { message: 'disk full', left: 0 } });
    const [ready, error] = await callbacks.list(id);
    expect(ready).toEqual({
      id: expect.any(String),
      type: 'ready',
      payload: {},
      created_at: new Date(time).toISOString(),
    });
    expect(await callbacks.get(id, error?.id ?? '')).toMatchObject({
      payload: { message: 'disk full', left: 0 },
    });
    expect((await employees.lastError(id, 'aria')).error).toBe('disk full');
    await aria.podEvent(id, { type: 'failed' });
    expect((await employees.get(id, 'aria')).status).toMatchObject({ phase: 'failed', ready: false });
    await employees.lifecycle(id, 'aria', 'restart');
    await until(
      () => employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
  });

  test('behavior: lets an external agent report that it is ready', async () => {
    const slow = await startWorld({ brain: 'none', readyAfterMs: 1_000_000 });
    const { id } = await slow.office();
    await slow.owner.employees.hire(id, { name: 'aria' });
    await slow.as(id, 'aria').callbacks.podEvent(id, { type: 'ready' });
    expect((await slow.owner.employees.get(id, 'aria')).status.ready).toBe(true);
    await slow.close();
  });

  test('error: refuses unknown callbacks and empty reports', async () => {
    const id = await world.officeWith();
    await allMissing([world.owner.callbacks.get(id, 'none')]);
    await allRefused([world.owner.callbacks.podEvent(id, { type: '' })]);
  });
});
