import { XMTPAPI } from '@mitosislabs/api';
import { expect, test } from 'vitest';
import { answersOf, memory, officeWith, run, say, until, world } from '../testing/agents.ts';

const HALF = '\ud83d';
const LONG = 2 * 1024 * 1024;

test('behavior: replaces characters that no server accepts in results, steps, replies and pieces', async () => {
  const id = await officeWith(['aria']);
  await world.owner.xmtp.sendToConversation(id, 'aria', say(start('grows')));
  run(id, 'aria', {
    onTask: async (task) => {
      await task.log(`a\0b${HALF}c`);
      return `x\0y${HALF}z`;
    },
    onMessage: async (_, reply) => {
      await reply.send(`1\0${HALF}`);
      // A character split over two pieces stays whole.
      for (const piece of ['2\0', HALF, '\ude00', HALF]) await reply.write(piece);
    },
  });
  await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
  const { id: taskId } = await world.owner.tasks.create(id, { title: 'odd' });
  const task = await until(
    () => world.owner.tasks.get(id, taskId),
    ({ status }) => status !== 'queued' && status !== 'running',
  );
  expect(task).toMatchObject({ status: 'completed', result: 'x\ufffdy\ufffdz' });
  const answers = await until(
    () => answersOf(id, 'aria'),
    (all) => all.some((text) => text.startsWith('2')),
  );
  expect(answers.filter((text) => !text.startsWith('{'))).toEqual([
    '1\ufffd\ufffd',
    '2\ufffd\u{1f600}\ufffd',
  ]);
  const activity = await world.owner.employees.activity(id, 'aria', { category: 'task' });
  expect(activity.map(({ summary }) => summary)).toContain('a\ufffdb\ufffdc');
});

test('error: fails a task whose result is too long, and cuts a reply that is too long, with a mark', async () => {
  const id = await officeWith(['aria']);
  const kept = memory();
  let done = 0;
  const definition = {
    onTask: () => {
      done++;
      return 'x'.repeat(LONG);
    },
    onMessage: async ({ content }: { content: string }, reply: { send(text: string): Promise<void> }) => {
      await reply.send(content === 'long' ? '€'.repeat(LONG) : 'short');
    },
  };
  const first = run(id, 'aria', definition, { memory: kept });
  const { id: taskId } = await world.owner.tasks.create(id, { title: 'long' });
  const task = await until(
    () => world.owner.tasks.get(id, taskId),
    ({ status }) => status === 'failed',
  );
  expect(task.error).toBe(
    'The result has 2097152 characters, which is more than a task can have. Put it into a file, and name that.',
  );
  for (const text of ['long', 'again']) await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
  const answers = await until(
    () => answersOf(id, 'aria'),
    ({ length }) => length === 2,
  );
  expect(answers[0]).toMatch(/^€+… \[cut: the text has 2097152 characters\]$/);
  expect(answers[1]).toBe('short');
  first.abort.abort();
  await first.ended;
  expect(done).toBe(1);
});

test.each([400, 413, 422])(
  'error: fails a task once when the server refuses its result with %i',
  async (status) => {
    let updates = 0;
    const id = await officeWith(['aria'], {
      faults: ({ method, target }) =>
        method === 'PATCH' && target.includes('/tasks/') && ++updates === 1 ? status : undefined,
    });
    let done = 0;
    const errors: unknown[] = [];
    const definition = { onTask: () => `${++done}`, onError: (error: unknown) => errors.push(error) };
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'refused' });
    const first = run(id, 'aria', definition);
    const task = await until(
      () => world.owner.tasks.get(id, taskId),
      (found) => found.status === 'failed',
    );
    expect(task.error).toMatch(/^The server refused the result: /);
    first.abort.abort();
    await first.ended;
    run(id, 'aria', definition);
    const { id: next } = await world.owner.tasks.create(id, { title: 'next' });
    await until(
      () => world.owner.tasks.get(id, next),
      (found) => found.status === 'completed',
    );
    expect([done, errors]).toMatchObject([2, [{ status }]]);
  },
);

test('behavior: keeps the history after a long streamed reply', async () => {
  const id = await officeWith(['aria']);
  const api = new XMTPAPI(world.as(id, 'aria').transport);
  await world.owner.xmtp.sendToConversation(id, 'aria', say('my name is Ann'));
  const part = (seq: number) =>
    JSON.stringify({ type: '__ANSWER_PART__', session_id: 's', answer_id: 'a', seq, text: `${seq} ` });
  for (let seq = 0; seq < 120; seq++) {
    await api.sendToConversation(id, 'admin-sdk', say(part(seq), 'aria'));
  }
  await api.sendToConversation(id, 'admin-sdk', say('hello Ann', 'aria'));
  const heard: string[][] = [];
  run(id, 'aria', {
    onMessage: async (message, reply) => {
      for (const limit of [20, 2]) {
        heard.push((await message.history(limit)).map(({ content }) => content));
      }
      await reply.send('ok');
    },
  });
  await world.owner.xmtp.sendToConversation(id, 'aria', say('who am I?'));
  await until(
    async () => heard.length,
    (count) => count === 2,
  );
  expect(heard).toEqual([
    ['my name is Ann', 'hello Ann', 'who am I?'],
    ['hello Ann', 'who am I?'],
  ]);
});

function start(session_id: string): string {
  return JSON.stringify({
    type: '__SESSION_START__',
    session_id,
    capabilities_request: true,
    features: ['growing_answers'],
  });
}
