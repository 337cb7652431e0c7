import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  // No agent runs here: the tests claim tasks themselves.
  world = await startWorld({ brain: 'none', now: () => time });
});
afterAll(() => world?.close());

describe('tasks', () => {
  test('default: are queued, claimed, logged and completed with a result', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    const queued = await tasks.create(id, {
      title: 'Audit Q1',
      description: 'All of it.',
      kind: 'research',
      priority: 2,
    });
    expect(queued).toEqual({
      id: expect.any(String),
      office_id: id,
      title: 'Audit Q1',
      description: 'All of it.',
      kind: 'research',
      priority: 2,
      status: 'queued',
      created_at: new Date(time).toISOString(),
    });
    const aria = world.as(id, 'aria').tasks;
    const running = await aria.claim(id, { agent: 'aria', kind: 'research' });
    expect(running).toEqual({ ...queued, status: 'running', assigned_to: 'aria' });
    await aria.log(id, queued.id, { message: 'half-way', event: 'progress' });
    time += 5000;
    const done = await aria.update(id, queued.id, { status: 'completed', result: 'It adds up.' });
    expect(done).toEqual({
      ...running,
      status: 'completed',
      result: 'It adds up.',
      completed_at: new Date(time).toISOString(),
    });
    expect(await tasks.get(id, queued.id)).toEqual(done);
    expect(await tasks.list(id)).toEqual([done]);
    expect(await tasks.stats(id)).toEqual({ total: 1, queued: 0, running: 0, completed: 1, failed: 0 });
    const activity = await world.owner.employees.activity(id, 'aria', { category: 'task' });
    expect(activity.map(({ type, summary }) => [type, summary])).toEqual([
      ['completed', 'It adds up.'],
      ['progress', 'half-way'],
      ['started', 'Audit Q1'],
    ]);
    expect(activity[0]?.metadata).toEqual({ task_id: queued.id });
  });

  test('behavior: fail with an error, stored as the agent’s last one', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'x', assigned_to: 'aria' });
    const aria = world.as(id, 'aria').tasks;
    await aria.claim(id, { agent: 'aria' });
    const failed = await aria.update(id, taskId, { status: 'failed', error: 'no access' });
    expect(failed).toMatchObject({ status: 'failed', error: 'no access', completed_at: expect.any(String) });
    expect(failed).not.toHaveProperty('result');
    expect((await world.owner.employees.lastError(id, 'aria')).error).toBe('no access');
    expect(await world.owner.tasks.stats(id)).toMatchObject({ failed: 1, total: 1 });
  });

  test('behavior: are claimed by urgency, then by age, without those of others and other kinds', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    await tasks.create(id, { title: 'first' });
    await tasks.create(id, { title: 'second', kind: 'code' });
    await tasks.create(id, { title: 'urgent', priority: 9 });
    await tasks.create(id, { title: 'for bo', priority: 99, assigned_to: 'bo' });
    const claim = async (agent: string, kind?: string) =>
      (await tasks.claim(id, { agent, ...(kind !== undefined && { kind }) })).title;
    expect(await claim('aria', 'code')).toBe('second');
    expect(await claim('aria')).toBe('urgent');
    expect(await claim('bo')).toBe('for bo');
    expect(await claim('bo')).toBe('first');
    expect(await failure(tasks.claim(id, { agent: 'aria' }))).toMatchObject({ status: 404 });
  });

  test('behavior: are claimed once by concurrent agents', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    for (let index = 0; index < 5; index++) await tasks.create(id, { title: `t${index}` });
    const claims = Array.from({ length: 12 }, (_, index) =>
      tasks.claim(id, { agent: index % 2 ? 'aria' : 'bo' }),
    );
    const settled = await Promise.allSettled(claims);
    const taken = settled.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value.id] : []));
    expect([taken.length, new Set(taken).size]).toEqual([5, 5]);
  });

  test('behavior: repeated reports have no further effect', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    const { id: taskId } = await tasks.create(id, { title: 'x' });
    await tasks.claim(id, { agent: 'aria' });
    await tasks.update(id, taskId, { status: 'running' });
    const done = await tasks.update(id, taskId, { status: 'done', result: 'r' });
    const { balance } = await world.owner.credits.balance(id);
    expect(done.status).toBe('completed');
    expect(await tasks.update(id, taskId, { status: 'completed', result: 'r' })).toEqual(done);
    expect((await world.owner.credits.balance(id)).balance).toBe(balance);
    for (const next of [
      { status: 'failed' },
      { status: 'running' },
      { status: 'completed', result: 'other' },
    ] as const) {
      expect(await failure(tasks.update(id, taskId, next))).toMatchObject({
        status: 409,
        code: 'task_ended',
      });
    }
  });

  test('behavior: wait for the agent that they were reassigned to', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    const { id: taskId } = await tasks.create(id, { title: 'x' });
    await tasks.claim(id, { agent: 'aria' });
    const handed = await world.as(id, 'aria').tasks.update(id, taskId, { assigned_to: 'bo' });
    expect(handed).toMatchObject({ status: 'queued', assigned_to: 'bo' });
    expect(await failure(world.as(id, 'aria').tasks.update(id, taskId, { status: 'running' }))).toMatchObject(
      {
        status: 403,
      },
    );
    expect((await world.as(id, 'bo').tasks.update(id, taskId, { status: 'running' })).status).toBe('running');
    expect(await failure(tasks.update(id, taskId, { assigned_to: 'none' }))).toMatchObject({ status: 404 });
  });

  test('behavior: fail when their agent is fired; queued ones stay queued', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    const running = await tasks.create(id, { title: 'x', assigned_to: 'aria' });
    await tasks.claim(id, { agent: 'aria' });
    const queued = await tasks.create(id, { title: 'y', assigned_to: 'aria' });
    await world.owner.employees.delete(id, 'aria');
    expect(await tasks.get(id, running.id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('fired'),
    });
    expect(await tasks.get(id, queued.id)).toMatchObject({ status: 'queued', assigned_to: 'aria' });
  });

  test('error: refuses a missing title or result, and an unknown agent', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { tasks } = world.owner;
    expect(await failure(tasks.create(id, { title: ' ' }))).toMatchObject({ status: 400 });
    expect(await failure(tasks.create(id, { title: 'x', assigned_to: 'none' }))).toMatchObject({
      status: 404,
    });
    const { id: taskId } = await tasks.create(id, { title: 'x' });
    expect(await failure(tasks.update(id, taskId, { status: 'running' }))).toMatchObject({ status: 400 });
    expect(await failure(tasks.update(id, taskId, { status: 'failed', error: 'e' }))).toMatchObject({
      status: 409,
      code: 'task_not_running',
    });
    expect(await failure(tasks.log(id, taskId, { message: 'x' }))).toMatchObject({ status: 409 });
    await tasks.claim(id, { agent: 'aria' });
    for (const update of [
      { status: 'completed' },
      { status: 'completed', result: ' ' },
      { status: 'done' },
    ] as const) {
      const error = await failure(tasks.update(id, taskId, update));
      expect([error.status, error.message]).toEqual([400, expect.stringContaining('result')]);
    }
    expect(await failure(tasks.log(id, taskId, { message: ' ' }))).toMatchObject({ status: 400 });
    const missing = [
      tasks.get(id, 'none'),
      tasks.update(id, 'none', { status: 'failed' }),
      tasks.log(id, 'none', { message: 'x' }),
      tasks.claim(id, { agent: 'none' }),
    ];
    for (const error of await Promise.all(missing.map(failure))) expect(error.status).toBe(404);
  });

  test('error: an agent claims, logs and updates for itself only, when it is ready', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'x' });
    const aria = world.as(id, 'aria').tasks;
    const bo = world.as(id, 'bo').tasks;
    expect(await failure(aria.claim(id, { agent: 'bo' }))).toMatchObject({
      status: 403,
      code: 'not_yourself',
    });
    await aria.claim(id, { agent: 'aria' });
    expect(await failure(bo.log(id, taskId, { message: 'x' }))).toMatchObject({ status: 403 });
    expect(await failure(bo.update(id, taskId, { status: 'completed', result: 'x' }))).toMatchObject({
      status: 403,
    });
    await world.owner.employees.lifecycle(id, 'bo', 'suspend');
    expect(await failure(bo.claim(id, { agent: 'bo' }))).toMatchObject({
      status: 409,
      code: 'agent_not_ready',
    });
  });
});
