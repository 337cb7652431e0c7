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
