import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, until, type World } from '../../testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ now: () => time });
});
afterAll(() => world?.close());

describe('employees.hire', () => {
  test('default: provisions an agent, then reports it ready', async () => {
    const { id } = await world.office();
    const spec = {
      role: 'researcher',
      modelTier: 'opus',
      skills: ['github'],
      channels: { xmtp: true },
      resources: { cpuRequest: '500m' },
      env: { A: '1' },
      envSecrets: ['TOKEN'],
      systemPrompt: 'Be brief.',
      customConfig: { a: [1] },
      webTerminal: false,
    };
    const hidden = {
      agentKit: { enabled: true },
      botId: 'b',
      bedrockCredentials: { accessKeyId: 'AKIA', secretAccessKey: 'secret', region: 'r' },
    };
    const agent = await world.owner.employees.hire(id, { name: 'aria', ...spec, ...hidden });
    expect(agent).toMatchObject({ name: 'aria', modelProvider: 'anthropic', ...spec });
    expect(agent.status).toMatchObject({ phase: 'provisioning', ready: false });
    expect(JSON.stringify(agent)).not.toContain('secret');
    const ready = await until(
      () => world.owner.employees.get(id, 'aria'),
      ({ status }) => status.ready,
    );
    expect(ready.status).toMatchObject({ phase: 'ready', lastSeen: new Date(time).toISOString() });
    expect(await world.owner.employees.list(id)).toEqual([ready]);
  });

  test('behavior: uses a sonnet of anthropic by default', async () => {
    const { id } = await world.office();
    expect(await world.owner.employees.hire(id, { name: 'aria' })).toMatchObject({
      modelTier: 'sonnet',
      modelProvider: 'anthropic',
    });
  });

  test('behavior: lets a delegate hire on office-manager, and no other agent', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const hire = () => world.as(id, 'aria').employees.hire(id, { name: 'bo' });
    expect(await failure(hire())).toMatchObject({ status: 403 });
    await world.owner.delegates.create(id, 'aria', { permissions: ['employees:hire'] });
    expect((await hire()).name).toBe('bo');
  });

  test.each(['', 'A', 'aria!', '-aria', 'a_b', 'ä', 'a b', 'a/b', 'a'.repeat(64), 'ARIA', '..', 'admin-sdk'])(
    'error: answers 400 to the name «%s»',
    async (name) => {
      const { id } = await world.office();
      const error = await failure(world.owner.employees.hire(id, { name }));
      expect([error.status, error.message]).toEqual([400, expect.stringContaining('name')]);
    },
  );

  test('error: answers 409 to a taken name until its agent is fired', async () => {
    const { id } = await world.office();
    await world.owner.employees.hire(id, { name: 'aria' });
    expect(await failure(world.owner.employees.hire(id, { name: 'aria' }))).toMatchObject({
      status: 409,
      code: 'name_taken',
    });
    await world.owner.employees.delete(id, 'aria');
    expect(await failure(world.owner.employees.get(id, 'aria'))).toMatchObject({ status: 404 });
    expect((await world.owner.employees.hire(id, { name: 'aria' })).name).toBe('aria');
  });

  test('error: answers 429 with a delay to the fourth in ten minutes, without refused ones', async () => {
    const { id } = await world.office();
    for (const name of ['a', 'b']) await world.owner.employees.hire(id, { name });
    for (let index = 0; index < 5; index++) await failure(world.owner.employees.hire(id, { name: 'a' }));
    time += 60_000;
    await world.owner.employees.hire(id, { name: 'c' });
    await world.owner.employees.delete(id, 'c');
    const error = await failure(world.owner.employees.hire(id, { name: 'd' }));
    expect(error).toMatchObject({ status: 429, code: 'rate_limited', retryAfterMs: 540_000 });
    time += 540_000;
    for (const name of ['d', 'e']) await world.owner.employees.hire(id, { name });
    expect(await failure(world.owner.employees.hire(id, { name: 'f' }))).toMatchObject({
      retryAfterMs: 60_000,
    });
    const other = await world.office();
    await world.owner.employees.hire(other.id, { name: 'a' });
  });

  test('error: refuses hires beyond the quota, and an invalid key', async () => {
    const { id } = await world.office();
    await world.owner.credits.setQuota(id, { tier: 'small', pods: 1 });
    const bad = world.owner.employees.hire(id, { name: 'aria', customConfig: { publicKey: 'abc' } });
    expect(await failure(bad)).toMatchObject({ status: 400 });
    await world.owner.employees.hire(id, { name: 'aria' });
    expect(await failure(world.owner.employees.hire(id, { name: 'bo' }))).toMatchObject({
      status: 403,
      code: 'quota_exceeded',
    });
  });
});

describe('the lifecycle of an agent', () => {
  test('behavior: suspends and resumes, restarts, archives and restores', async () => {
    const { id } = await world.office();
    const { employees } = world.owner;
    await world.agent(id, 'aria');
    const phase = async () => (await employees.get(id, 'aria')).status.phase;
    const ready = () => until(phase, (now) => now === 'ready');
    for (const [down, up] of [
      ['suspend', 'resume'],
      ['stop', 'start'],
    ] as const) {
      await employees.lifecycle(id, 'aria', down);
      await employees.lifecycle(id, 'aria', down);
      expect(await phase()).toBe('suspended');
      await employees.lifecycle(id, 'aria', up);
      await ready();
      await employees.lifecycle(id, 'aria', up);
    }
    await employees.lifecycle(id, 'aria', 'restart');
    await ready();
    await employees.archive(id, 'aria');
    await employees.archive(id, 'aria');
    expect(await employees.list(id)).toEqual([]);
    expect(await phase()).toBe('archived');
    expect(await failure(employees.lifecycle(id, 'aria', 'restart'))).toMatchObject({ status: 409 });
    expect(await failure(employees.hire(id, { name: 'aria' }))).toMatchObject({ status: 409 });
    await employees.restore(id, 'aria');
    await ready();
    await employees.restore(id, 'aria');
    expect((await employees.list(id)).map(({ name }) => name)).toEqual(['aria']);
    const events = (await employees.events(id, 'aria')) as { type: string; timestamp: string }[];
    expect(events.map(({ type }) => type).slice(0, 3)).toEqual(['ready', 'provisioning', 'archived']);
    expect(events.at(-1)).toMatchObject({ type: 'provisioning', message: 'aria was hired' });
  });

  test('error: answers 400 to an unknown action', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    for (const word of ['', 'explode', 'constructor', '__proto__']) {
      expect(await failure(world.owner.employees.lifecycle(id, 'aria', word))).toMatchObject({ status: 400 });
      expect(await failure(world.owner.employees.action(id, 'aria', { action: word }))).toMatchObject({
        status: 400,
      });
    }
  });

  test('behavior: returns the phase after an action', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const { employees } = world.owner;
    expect(await employees.action(id, 'aria', { action: 'ping' })).toEqual({
      ok: true,
      action: 'ping',
      phase: 'ready',
    });
    expect(await employees.action(id, 'aria', { action: 'restart', params: { now: true } })).toMatchObject({
      phase: 'provisioning',
    });
  });

  test('behavior: updates only the given fields', async () => {
    const { id } = await world.office();
    const { employees } = world.owner;
    await employees.hire(id, { name: 'aria', role: 'researcher', skills: ['a', 'b'] });
    expect(await employees.update(id, 'aria', { role: 'writer' })).toMatchObject({
      role: 'writer',
      skills: ['a', 'b'],
    });
    expect(await employees.promote(id, 'aria', { modelTier: 'opus', provider: 'bedrock' })).toMatchObject({
      role: 'writer',
      modelTier: 'opus',
      modelProvider: 'bedrock',
    });
    expect((await employees.setSkills(id, 'aria', { add: ['c', 'a'], remove: ['b', 'z'] })).skills).toEqual([
      'a',
      'c',
    ]);
    expect(await failure(employees.promote(id, 'aria', { modelTier: ' ' }))).toMatchObject({ status: 400 });
    expect(await employees.get(id, 'aria')).toMatchObject({
      role: 'writer',
      skills: ['a', 'c'],
      modelTier: 'opus',
    });
  });

  test('behavior: rotates credentials: refuses the old key and accepts the new one', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const before = world.as(id, 'aria');
    expect(await before.offices.list()).toHaveLength(1);
    await world.owner.employees.rotateCredentials(id, 'aria');
    expect(await failure(before.offices.list())).toMatchObject({ status: 401 });
    expect(await world.as(id, 'aria').offices.list()).toHaveLength(1);
  });

  test('error: answers 404 to an unknown agent in every operation', async () => {
    const { id } = await world.office();
    const { employees } = world.owner;
    const calls = [
      employees.get(id, 'none'),
      employees.update(id, 'none', {}),
      employees.delete(id, 'none'),
      employees.logs(id, 'none'),
      employees.activity(id, 'none'),
      employees.presence(id, 'none'),
      employees.lastError(id, 'none'),
      employees.action(id, 'none', { action: 'ping' }),
      employees.promote(id, 'none', { modelTier: 'opus' }),
      employees.setSkills(id, 'none', {}),
      employees.logStatusEvent(id, 'none', { type: 'x' }),
      employees.archive(id, 'none'),
      employees.restore(id, 'none'),
      employees.rotateCredentials(id, 'none'),
      employees.lifecycle(id, 'none', 'suspend'),
      employees.events(id, 'none'),
      employees.chatSessions(id, 'none'),
      employees.heartbeat(id, 'none'),
    ];
    for (const error of await Promise.all(calls.map(failure)))
      expect(error).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('the activity of an agent', () => {
  test('behavior: derives presence from the heartbeat', async ({ onTestFinished }) => {
    // Agents that run here report by themselves.
    const world = await startWorld({ now: () => time, brain: 'none' });
    onTestFinished(() => world.close());
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const { employees } = world.owner;
    expect(await employees.presence(id, 'aria')).toEqual({
      online: true,
      last_seen: new Date(time).toISOString(),
    });
    time += 119_999;
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: true });
    time += 1;
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: false });
    expect(await employees.heartbeat(id, 'aria')).toEqual({ ok: true });
    expect(await employees.presence(id, 'aria')).toEqual({
      online: true,
      last_seen: new Date(time).toISOString(),
    });
    await employees.lifecycle(id, 'aria', 'suspend');
    expect(await employees.presence(id, 'aria')).toMatchObject({ online: false });
  });

  test('behavior: returns the latest error', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const { employees } = world.owner;
    expect(await employees.lastError(id, 'aria')).toEqual({});
    await employees.logStatusEvent(id, 'aria', { type: 'error', message: 'out of memory' });
    await employees.logStatusEvent(id, 'aria', { type: 'note' });
    expect(await employees.lastError(id, 'aria')).toEqual({
      error: 'out of memory',
      timestamp: new Date(time).toISOString(),
    });
    const [note, error] = (await employees.events(id, 'aria')) as unknown[];
    expect([note, error]).toMatchObject([{ type: 'note' }, { type: 'error', message: 'out of memory' }]);
    expect(await failure(employees.logStatusEvent(id, 'aria', { type: '' }))).toMatchObject({ status: 400 });
  });

  test('behavior: lists activity newest first, by category, by time and in pages', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const { employees } = world.owner;
    for (const type of ['one', 'two', 'three']) {
      time += 1000;
      await employees.logStatusEvent(id, 'aria', { type, message: `${type}!` });
    }
    const types = async (query: Parameters<typeof employees.activity>[2]) =>
      (await employees.activity(id, 'aria', query)).map(({ type }) => type);
    expect(await types({ limit: 2 })).toEqual(['three', 'two']);
    expect(await types({ limit: 2, offset: 1 })).toEqual(['two', 'one']);
    expect(await types({ category: 'task' })).toEqual([]);
    expect(await types({ category: 'lifecycle', since: new Date(time - 1000).toISOString() })).toEqual([
      'three',
      'two',
    ]);
    const [entry] = await employees.activity(id, 'aria', { limit: 1 });
    expect(entry).toMatchObject({
      category: 'lifecycle',
      summary: 'three!',
      timestamp: new Date(time).toISOString(),
    });
    expect(await failure(employees.activity(id, 'aria', { category: 'none' }))).toMatchObject({
      status: 400,
    });
    expect(await failure(employees.activity(id, 'aria', { since: 'soon' }))).toMatchObject({ status: 400 });
  });

  test('behavior: returns the last log lines, one per entry', async () => {
    const { id } = await world.office();
    await world.agent(id, 'aria');
    const { employees } = world.owner;
    await employees.logStatusEvent(id, 'aria', { type: 'a', message: 'first\nforged line\r\n\u2028end' });
    await employees.logStatusEvent(id, 'aria', { type: 'b', message: 'second' });
    const { logs, pod } = await employees.logs(id, 'aria', { tail: 2 });
    expect(pod).toMatch(/^aria-[\da-f]{8}$/);
    expect(logs.split('\n')).toEqual([
      expect.stringMatching(/^2030-\S+ \[lifecycle\] a: first forged line end$/),
      expect.stringMatching(/b: second$/),
      '',
    ]);
    expect((await employees.logs(id, 'aria')).logs).toContain('aria was hired');
    expect((await employees.logs(id, 'aria', { tail: 0 })).logs).toBe('');
  });

  test('error: refuses an agent that reports for another one', async () => {
    const office = await world.office();
    await world.agent(office.id, 'aria');
    await world.agent(office.id, 'bo');
    const aria = world.as(office.id, 'aria').employees;
    expect(await aria.heartbeat(office.id, 'aria')).toEqual({ ok: true });
    expect(await failure(aria.heartbeat(office.id, 'bo'))).toMatchObject({
      status: 403,
      code: 'not_yourself',
    });
    expect(await failure(aria.logStatusEvent(office.id, 'bo', { type: 'x' }))).toMatchObject({ status: 403 });
  });
});
