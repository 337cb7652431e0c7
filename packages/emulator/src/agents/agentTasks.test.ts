import type { AgentDefinition } from '@mitosislabs/agent';
import { ConnectionError, type Middleware } from '@mitosislabs/transport';
import { describe, expect, test } from 'vitest';
import { answersOf, officeWith, run, say, until, world } from '../testing/agents.ts';

describe('tasks', () => {
  test('behavior: two agents do a hundred tasks once each', async () => {
    const id = await officeWith(['aria', 'bo']);
    const done: string[] = [];
    const worker = (name: string): AgentDefinition => ({
      onTask: async (task) => {
        done.push(task.title);
        await task.log(`at it: ${task.title}`);
        return `${name} did ${task.title}`;
      },
    });
    const titles = Array.from({ length: 100 }, (_, n) => `task ${n}`);
    for (const title of titles) await world.owner.tasks.create(id, { title });
    run(id, 'aria', worker('aria'), { pollMs: 500 });
    run(id, 'bo', worker('bo'), { pollMs: 500 });
    await until(
      () => world.owner.tasks.stats(id),
      ({ completed }) => completed === 100,
    );
    expect(done.sort()).toEqual(titles.sort());
    const list = await world.owner.tasks.list(id);
    for (const { title, assigned_to, result } of list) expect(result).toBe(`${assigned_to} did ${title}`);
    const charges = (await world.owner.credits.history(id, { limit: 1_000 })).filter(({ reason }) =>
      reason.startsWith('task '),
    );
    expect(charges).toHaveLength(100);
  });

  test('behavior: works on several tasks at once; a task whose handler throws or returns nothing fails with the reason', async () => {
    const id = await officeWith(['aria']);
    let atOnce = 0;
    let most = 0;
    run(id, 'aria', {
      concurrency: 3,
      onTask: async ({ title }) => {
        most = Math.max(most, ++atOnce);
        await until(
          async () => most,
          (count) => count === 3,
        );
        atOnce--;
        if (title === 'bad') throw new Error('it cannot be done');
        return title === 'empty' ? ' ' : 'done';
      },
    });
    for (const title of ['bad', 'empty', 'a', 'b', 'c', 'd']) await world.owner.tasks.create(id, { title });
    await until(
      () => world.owner.tasks.stats(id),
      ({ completed, failed }) => completed === 4 && failed === 2,
    );
    expect(most).toBe(3);
    const failed = (await world.owner.tasks.list(id)).filter(({ status }) => status === 'failed');
    expect(failed.map(({ error }) => error)).toEqual([
      'it cannot be done',
      'The task was worked on, and gave no result.',
    ]);
  });

  test('behavior: does a task whose claim response was lost', async () => {
    let claims = 0;
    const id = await officeWith(['aria'], {
      faults: ({ target }) => {
        if (!target.endsWith('/claim')) return undefined;
        claims++;
        if (claims === 1) return 'drop';
        return claims <= 3 ? 'reset' : undefined;
      },
    });
    for (const title of ['a', 'b']) await world.owner.tasks.create(id, { title });
    run(id, 'aria', { onTask: ({ title }) => `did ${title}` });
    const all = await until(
      () => world.owner.tasks.list(id),
      (tasks) => tasks.every(({ status }) => status === 'completed'),
    );
    expect(all.map(({ result }) => result).sort()).toEqual(['did a', 'did b']);
  });

  test('behavior: finds a task whose claim was delayed', async () => {
    const id = await officeWith(['aria']);
    let claims = 0;
    const late: Middleware = async (request, next, { operation }) => {
      if (operation !== 'tasks.claim') return next(request);
      if (++claims === 1) {
        throw new ConnectionError(0, 'lost', 'connection_failed', { outcome: 'unknown', retryable: false });
      }
      const response = await next(request);
      if (claims === 2) {
        expect(response.status).toBe(404);
        await world.owner.tasks.create(id, { title: 'late' });
        await world.as(id, 'aria').tasks.claim(id, { agent: 'aria' });
      }
      return response;
    };
    run(
      id,
      'aria',
      { onTask: ({ title }) => `did ${title}` },
      { pollMs: 25, client: { middleware: [late] } },
    );
    const all = await until(
      () => world.owner.tasks.list(id),
      (tasks) => tasks.length > 0 && tasks.every(({ status }) => status === 'completed'),
    );
    expect(all).toMatchObject([{ result: 'did late' }]);
  });

  test('behavior: fails the task or apologizes for any thrown value', async () => {
    const id = await officeWith(['aria']);
    const thrown = [
      null,
      Object.create(null),
      { toString: () => expect.unreachable() },
      new Error(''),
      Symbol('s'),
    ];
    const fail = ({ title = '', content = title }: { title?: string; content?: string }) => {
      throw thrown[Number(content)];
    };
    run(id, 'aria', {
      onTask: fail,
      onMessage: fail,
      apology: 'sorry',
      onError: () => Promise.reject(new Error('deaf')),
    });
    for (const n of thrown.keys()) {
      await world.owner.tasks.create(id, { title: `${n}` });
      await world.owner.xmtp.sendToConversation(id, 'aria', say(`${n}`));
    }
    await until(
      () => world.owner.tasks.stats(id),
      ({ failed }) => failed === thrown.length,
    );
    const sorry = await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === thrown.length,
    );
    expect(new Set(sorry)).toEqual(new Set(['sorry']));
  });

  test('behavior: resumes an unfinished task at the next start', async () => {
    const id = await officeWith(['aria']);
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'long' });
    let begun = 0;
    const forever: AgentDefinition = {
      onTask: () => {
        begun++;
        return new Promise(() => undefined);
      },
    };
    const { abort, ended } = run(id, 'aria', forever, { graceMs: 50 });
    await until(
      async () => begun,
      (count) => count === 1,
    );
    abort.abort();
    await ended;
    expect((await world.owner.tasks.get(id, taskId)).status).toBe('running');
    run(id, 'aria', { onTask: () => 'done at last' });
    const task = await until(
      () => world.owner.tasks.get(id, taskId),
      ({ status }) => status === 'completed',
    );
    expect(task.result).toBe('done at last');
  });
});
