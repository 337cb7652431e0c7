import { officeTools } from '@mitosislabs/agent';
import { scriptedBrain } from '@mitosislabs/agent/scripted';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { ask } from '@mitosislabs/xmtp/ask';
import { afterEach, expect, test } from 'vitest';
import { startWorld, until, type World } from '../testing/world.ts';

let world: World;
afterEach(() => world?.close());

test('default: agents talk, call tools and work on tasks by a script', async () => {
  const brain = scriptedBrain(
    [
      { message: 'hello', say: ['Hi, ', 'I am ', 'Aria.'], paceMs: 1 },
      { message: 'files?', call: { tool: 'list_files' }, say: ({ results }) => `I see ${results[0]}` },
      { message: 'more?', fail: 'The model is down.' },
      { task: /^Audit/, log: ['read', 'checked'], complete: 'No findings.' },
      { task: 'Impossible', fail: 'There are no figures.' },
    ],
    { tools: officeTools({ allow: ['list_files'] }) },
  );
  world = await startWorld({ brain });
  const id = await world.officeWith('aria');
  await world.owner.files.upload(id, 'q1.csv', new TextEncoder().encode('revenue,7\n'));
  const session = await new XMTPChannel(world.owner.xmtp).openSession(id, 'aria');
  const say = async (text: string) => (await ask(world.owner.transport, session, text)).content;
  expect(await say('hello')).toBe('Hi, I am Aria.');
  expect(await say('files?')).toMatch(/^I see q1\.csv \(10, /);
  const apology = await say('more?');
  expect(apology).not.toBe('');
  expect(await say('what?')).toBe(apology);
  await session.close();
  const results: (string | undefined)[] = [];
  for (const title of ['Audit Q1', 'Impossible', 'Dig']) {
    const { id: task } = await world.owner.tasks.create(id, { title, assigned_to: 'aria' });
    const ended = await until(
      () => world.owner.tasks.get(id, task),
      ({ status }) => status === 'completed' || status === 'failed',
    );
    results.push(ended.result ?? ended.error);
  }
  expect(results).toEqual([
    'No findings.',
    expect.stringContaining('There are no figures.'),
    expect.stringContaining('No line of the script matches'),
  ]);
  expect(brain.requests.map(({ text, isMatched }) => [text, isMatched])).toEqual([
    ['hello', true],
    ['files?', true],
    ['more?', true],
    ['what?', false],
    ['Audit Q1', true],
    ['Impossible', true],
    ['Dig', false],
  ]);
  expect(() => brain.assertMatched()).toThrow('the message "what?" to aria');
});

test("behavior: the delays of a script pass by the emulator's clock, for answers, their pieces and tasks", async () => {
  const HOUR = 3_600_000;
  const brain = scriptedBrain([
    { message: 'hello', say: ['Hi, ', 'I am ', 'Aria.'], delayMs: HOUR, paceMs: HOUR },
    { task: '*', delayMs: HOUR, complete: 'Done.' },
  ]);
  world = await startWorld({ brain });
  const { clock } = world.emulator.control;
  const id = await world.officeWith('aria');
  const session = await new XMTPChannel(world.owner.xmtp).openSession(id, 'aria');
  let answer: string | undefined;
  const asking = ask(world.owner.transport, session, 'hello').then(({ content }) => {
    answer = content;
  });
  await until(
    async () => brain.requests,
    ({ length }) => length === 1,
  );
  await clock.advance(HOUR - 60_000);
  expect([answer, brain.requests[0]?.answer]).toEqual([undefined, '']);
  // The rest of the delay, and two pauses.
  await clock.advance(3 * HOUR);
  await asking;
  expect(answer).toBe('Hi, I am Aria.');
  await session.close();
  const { id: task } = await world.owner.tasks.create(id, { title: 'Audit', assigned_to: 'aria' });
  await until(
    async () => brain.requests,
    ({ length }) => length === 2,
  );
  await clock.freeze();
  expect((await world.owner.tasks.get(id, task)).status).toBe('running');
  await clock.advance(HOUR);
  const done = await until(
    () => world.owner.tasks.get(id, task),
    ({ status }) => status === 'completed',
  );
  expect(done.result).toBe('Done.');
});
