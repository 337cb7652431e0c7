import type { AgentDefinition } from '@mitosislabs/agent';
import type { Task } from '@mitosislabs/api/tasks';
import { expect, test } from 'vitest';
import { answersOf, memory, officeWith, run, say, until, world } from '../testing/agents.ts';

/** Stops at the first text or title `kill`, like a process that crashes. */
function killer(onKill: () => void): AgentDefinition {
  const meet = (text: string): Promise<string> => {
    if (text !== 'kill') return Promise.resolve(`did ${text}`);
    onKill();
    return new Promise(() => undefined);
  };
  return {
    onTask: ({ title }) => meet(title),
    onMessage: async ({ content }, reply) => reply.send(await meet(content)),
    apology: 'Sorry.',
  };
}

test.each(['kept', 'none', 'read-only'])(
  'behavior: gives up work that ends the process after three starts and does the rest (memory: %s)',
  async (kind) => {
    const id = await officeWith(['aria']);
    let text: string | undefined;
    for (const content of ['kill', 'after'])
      await world.owner.xmtp.sendToConversation(id, 'aria', say(content));
    const tasks: Task[] = [];
    for (const title of ['kill', 'after']) tasks.push(await world.owner.tasks.create(id, { title }));
    let starts = 0;
    const isDone = async () => {
      const [one, two] = await Promise.all(tasks.map((task) => world.owner.tasks.get(id, task.id)));
      return (
        one?.status === 'failed' && two?.status === 'completed' && (await answersOf(id, 'aria')).length === 2
      );
    };
    while (!(await isDone())) {
      expect(++starts).toBeLessThan(12);
      let isKilled = false;
      // Its work after the kill is lost.
      const kept = memory();
      kept.text = text;
      const keep = {
        load: () => kept.load(),
        save: async (next: string) => {
          if (kind === 'read-only') throw new Error('EROFS: read-only file system');
          if (!isKilled) text = next;
        },
      };
      let ended = false;
      const { abort } = run(
        id,
        'aria',
        killer(() => {
          isKilled = true;
        }),
        { graceMs: 0, ...(kind !== 'none' && { memory: keep }) },
      );
      await until(
        async () => {
          ended = isKilled || (await isDone());
          return ended;
        },
        (is) => is,
      );
      abort.abort();
    }
    expect(await answersOf(id, 'aria')).toEqual(['Sorry.', 'did after']);
    const [task] = await Promise.all(tasks.map(({ id: taskId }) => world.owner.tasks.get(id, taskId)));
    expect(task?.error).toBe("The agent's process ended 3 times while it was working on this.");
  },
);

test('behavior: does not count a normal stop as a crash', async () => {
  const id = await officeWith(['aria']);
  const kept = memory();
  const { id: taskId } = await world.owner.tasks.create(id, { title: 'long' });
  for (let n = 0; n < 5; n++) {
    let begun = false;
    const { abort, ended } = run(
      id,
      'aria',
      {
        onTask: () => {
          begun = true;
          return new Promise(() => undefined);
        },
      },
      { graceMs: 1, memory: kept },
    );
    await until(
      async () => begun,
      (is) => is,
    );
    abort.abort();
    await ended;
  }
  run(id, 'aria', { onTask: () => 'done at last' }, { memory: kept });
  const task = await until(
    () => world.owner.tasks.get(id, taskId),
    ({ status }) => status !== 'running',
  );
  expect(task.result).toBe('done at last');
});

test.each([
  [2, 'version 2'],
  ['next', 'version an unknown'],
])('error: refuses a memory of version %j and leaves it unchanged', async (version, expected) => {
  const id = await officeWith(['aria']);
  const kept = memory();
  kept.text = JSON.stringify({ version, channels: {} });
  const { text } = kept;
  await expect(run(id, 'aria', {}, { memory: kept }).ended).rejects.toMatchObject({
    code: 'memory_version',
    message: expect.stringContaining(`${expected}`),
  });
  expect(kept.text).toBe(text);
});

test('behavior: answers all messages from its absence', async () => {
  const id = await officeWith(['aria']);
  const count = 260;
  for (let n = 0; n < count; n++) await world.owner.xmtp.sendToConversation(id, 'aria', say(`${n}`));
  const heard: string[] = [];
  run(id, 'aria', { onMessage: ({ content }) => void heard.push(content) });
  await until(
    async () => heard.length,
    () => heard.at(-1) === `${count - 1}`,
  );
  expect(heard).toEqual(Array.from({ length: count }, (_, n) => `${n}`));
});
