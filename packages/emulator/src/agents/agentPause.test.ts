import { describe, expect, test } from 'vitest';
import { answersOf, echo, officeWith, run, say, until, world } from '../testing/agents.ts';

/** Waits in steps, so that on a machine that stops meanwhile everything that is due still happens before the end. */
async function pause(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a suspended agent', () => {
  test.each([
    ['hears of it by the stream of events', {}, undefined],
    ['finds it out by its heartbeat', { heartbeatMs: 50 }, 404],
  ] as const)(
    'behavior: answers nothing and takes no tasks until resumed: %s',
    async (_, options, events) => {
      const id = await officeWith(['aria'], {
        faults: ({ target }) => (target.includes('/stream') ? events : undefined),
      });
      run(id, 'aria', { ...echo, onTask: async () => 'done' }, { pollMs: 50, ...options });
      await world.owner.xmtp.sendToConversation(id, 'aria', say('before'));
      await until(
        () => answersOf(id, 'aria'),
        ({ length }) => length === 1,
      );
      await world.owner.employees.lifecycle(id, 'aria', 'suspend');
      // It has heard of it by then.
      await pause(1_000);
      await world.owner.xmtp.sendToConversation(id, 'aria', say('meanwhile'));
      const task = await world.owner.tasks.create(id, { title: 'later', assigned_to: 'aria' });
      await pause(500);
      expect(await answersOf(id, 'aria')).toEqual(['echo before']);
      expect((await world.owner.tasks.get(id, task.id)).status).toBe('queued');
      await world.owner.employees.lifecycle(id, 'aria', 'resume');
      await until(
        () => world.owner.tasks.get(id, task.id),
        ({ status }) => status === 'completed',
      );
      await until(
        () => answersOf(id, 'aria'),
        ({ length }) => length === 2,
      );
      expect(await answersOf(id, 'aria')).toEqual(['echo before', 'echo meanwhile']);
    },
  );

  test('behavior: finishes current work, begins none, and can be stopped', async () => {
    const id = await officeWith(['aria']);
    let finish: (() => void) | undefined;
    const begun: string[] = [];
    const { abort, ended } = run(id, 'aria', {
      onMessage: async ({ content }, reply) => {
        begun.push(content);
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        await reply.send(`echo ${content}`);
      },
    });
    for (const text of ['1', '2']) await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
    await until(
      async () => finish,
      (is) => is !== undefined,
    );
    await world.owner.employees.lifecycle(id, 'aria', 'suspend');
    await pause(1_000);
    finish?.();
    await until(
      () => answersOf(id, 'aria'),
      ({ length }) => length === 1,
    );
    await pause(200);
    abort.abort();
    await ended;
    expect([begun, await answersOf(id, 'aria')]).toEqual([['1'], ['echo 1']]);
  });
});

describe('heartbeats', () => {
  test('default: continue after a failure; the agent is online', async () => {
    let beats = 0;
    const id = await officeWith(['aria'], {
      faults: ({ target }) => {
        if (!target.includes('/heartbeat')) return undefined;
        beats++;
        return beats === 3 ? 503 : undefined;
      },
    });
    run(id, 'aria', echo, { heartbeatMs: 30 });
    await until(
      async () => beats,
      (count) => count >= 8,
    );
    expect(await world.owner.employees.presence(id, 'aria')).toMatchObject({ online: true });
  });
});
