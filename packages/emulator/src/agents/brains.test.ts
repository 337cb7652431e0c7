import { answerPart, readAnswerPart } from '@mitosislabs/agent';
import { commandBrain } from '@mitosislabs/agent/command';
import { openaiBrain } from '@mitosislabs/agent/openai';
import { serve } from '@mitosislabs/tooling/serve';
import { afterEach, expect, test } from 'vitest';
import { startWorld, until, type World } from '../testing/world.ts';

let world: World;
afterEach(() => world?.close());

const say = (content: string) => ({ agent_id: 'admin-sdk', content });
const start = { type: '__SESSION_START__', session_id: 's', features: ['growing_answers'] };

/** The messages of the agent so far. */
async function answers(id: string): Promise<string[]> {
  const all = await world.owner.xmtp.getConversationMessages(id, 'aria', { limit: 1_000 });
  return all.filter(({ from_agent }) => from_agent === 'aria').map(({ content }) => content);
}

test('default: agents use a model with the office’s key and stream the reply', async () => {
  let finish: () => void = () => undefined;
  const delta = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
  const keys: unknown[] = [];
  await using model = await serve((request, response) => {
    keys.push(request.headers.authorization);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(delta('Good '));
    finish = () => response.end(`${delta('morning')}data: [DONE]\n\n`);
  });
  world = await startWorld({ brain: openaiBrain({ model: 'small', baseURL: `${model.url}/v1` }) });
  const { id } = await world.office();
  await world.owner.env.set(id, { OPENAI_API_KEY: 'sk-of-the-office' });
  await world.agent(id, 'aria');
  await world.owner.xmtp.sendToConversation(id, 'aria', say(JSON.stringify(start)));
  await world.owner.xmtp.sendToConversation(id, 'aria', say('hello'));
  const soFar = await until(
    () => answers(id),
    ({ length }) => length === 2,
  );
  expect(readAnswerPart(soFar[1] ?? '')).toMatchObject({ sessionId: 's', seq: 0, text: 'Good ' });
  finish();
  const all = await until(
    () => answers(id),
    (said) => said.includes('Good morning'),
  );
  expect(all.filter((content) => !content.startsWith('{'))).toEqual(['Good morning']);
  expect(keys).toEqual(['Bearer sk-of-the-office']);
  // The cost: one message, and no pieces.
  const history = await world.owner.credits.history(id);
  expect(history.filter(({ reason }) => reason === 'message from aria')).toHaveLength(1);
  for (const line of [await world.owner.employees.logs(id, 'aria'), await world.owner.callbacks.list(id)]) {
    expect(JSON.stringify(line)).not.toContain('sk-of-the-office');
  }
});

test('behavior: agents use a program, which ends with them', async () => {
  const script = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, type, content, task, agent } = JSON.parse(line);
    if (type === 'message') console.log(JSON.stringify({ id, answer: agent + ' ' + process.pid }));
    if (type === 'task') console.log(JSON.stringify({ id, answer: 'did ' + task.title }));
  });`;
  world = await startWorld({ brain: commandBrain({ command: process.execPath, args: ['-e', script] }) });
  const id = await world.officeWith('aria');
  await world.owner.xmtp.sendToConversation(id, 'aria', say('who are you?'));
  const [said = ''] = await until(
    () => answers(id),
    ({ length }) => length === 1,
  );
  expect(said).toMatch(/^aria \d+$/);
  const task = await world.owner.tasks.create(id, { title: 'Audit' });
  expect((await world.owner.tasks.wait(id, task.id)).result).toBe('did Audit');
  await world.close();
  expect(() => process.kill(Number(said.slice(5)), 0)).toThrow();
});

test('behavior: the emulator does not take pieces for messages, from any sender', async () => {
  world = await startWorld({ brain: 'none' });
  const id = await world.officeWith('aria');
  const part = answerPart({ sessionId: 's', answerId: 'a', seq: 0, text: 'Good ' });
  const content = { agent_id: 'aria', content: part };
  await world.as(id, 'aria').xmtp.sendToConversation(id, 'admin-sdk', content);
  const history = await world.owner.credits.history(id);
  expect(history.filter(({ reason }) => reason === 'message from aria')).toEqual([]);
});
