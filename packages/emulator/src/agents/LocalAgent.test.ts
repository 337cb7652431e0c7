import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Brain } from '@mitosislabs/agent';
import { generateKeyPair } from '@mitosislabs/auth/signing';
import { afterEach, describe, expect, test } from 'vitest';
import { PRICES } from '../assumptions.ts';
import type { EmulatorOptions } from '../EmulatorOptions.ts';
import { startWorld, until, type World } from '../testing/world.ts';

let world: World;
afterEach(() => world?.close());

/** An emulator with an office and agents in it. */
async function officeWith(names: string[], options: EmulatorOptions = {}): Promise<string> {
  world = await startWorld(options);
  const { id } = await world.office();
  for (const name of names) await world.agent(id, name);
  return id;
}

const say = (content: string, agent_id = 'admin-sdk') => ({ agent_id, content });
const frame = (type: string, session_id: string) =>
  JSON.stringify({ type, session_id, capabilities_request: true });
const messagesWith = (id: string, peer: string) =>
  world.owner.xmtp.getConversationMessages(id, peer, { limit: 1000 });
const contents = async (id: string, peer: string) =>
  (await messagesWith(id, peer)).map(({ content }) => content);

describe('chat', () => {
  test('default: acknowledges a session, answers a message and records a chat', async () => {
    const id = await officeWith(['aria']);
    const session = randomUUID();
    await world.owner.xmtp.sendToConversation(id, 'aria', say(frame('__SESSION_START__', session)));
    const [, acknowledgement] = await until(
      () => messagesWith(id, 'aria'),
      ({ length }) => length === 2,
    );
    expect(acknowledgement?.from_agent).toBe('aria');
    expect(JSON.parse(acknowledgement?.content ?? '')).toEqual({
      type: '__SESSION_ACK__',
      session_id: session,
      capabilities: ['chat', 'tasks'],
    });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('Good morning'));
    const answers = await until(
      () => contents(id, 'aria'),
      ({ length }) => length === 4,
    );
    expect(answers.at(-1)).toBe('aria here. You said: Good morning');
    await world.owner.xmtp.sendToConversation(id, 'aria', say(frame('__SESSION_END__', session)));
    expect(await world.owner.employees.chatSessions(id, 'aria')).toMatchObject([
      { session_key: session, messages: 2 },
    ]);
    const activity = await world.owner.employees.activity(id, 'aria', { category: 'session' });
    expect(activity.map(({ type, summary }) => `${type} ${summary}`)).toEqual([
      'received session end from admin-sdk',
      'sent session ack to the user',
      'received session start from admin-sdk',
    ]);
    expect(await world.owner.credits.history(id)).toMatchObject([
      { amount: -PRICES.message, reason: 'message from aria' },
      { reason: 'hired aria' },
      { reason: 'initial credits' },
    ]);
  });

  test('behavior: answers fast messages once and in order', async () => {
    const id = await officeWith(['aria']);
    const wanted = Array.from({ length: 20 }, (_, index) => `message ${index}`);
    for (const text of wanted) await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
    const all = await until(
      () => messagesWith(id, 'aria'),
      ({ length }) => length === 40,
    );
    const answers = all.filter(({ from_agent }) => from_agent === 'aria').map(({ content }) => content);
    expect(answers).toEqual(wanted.map((text) => `aria here. You said: ${text}`));
  });

  test('behavior: answers a text that looks like a frame', async () => {
    const id = await officeWith(['aria']);
    const texts = [
      '{"type":"__SESSION_START__"}',
      '{"type":"__SESSION_NEW__","session_id":"s"}',
      '[{}]',
      '{broken',
      'null',
    ];
    for (const text of texts) await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
    const all = await until(
      () => messagesWith(id, 'aria'),
      ({ length }) => length === texts.length * 2,
    );
    for (const text of texts)
      expect(all.map(({ content }) => content)).toContain(`aria here. You said: ${text}`);
  });

  test('behavior: in a group, members answer people and no agents', async () => {
    const id = await officeWith(['aria', 'bo']);
    const before = await world.owner.xmtp.createGroup(id, { members: [] });
    await world.owner.xmtp.sendGroupMessage(id, before.id, say('said before the agent was there'));
    await world.owner.xmtp.addMember(id, before.id, 'aria');
    await world.owner.xmtp.addMember(id, before.id, 'bo');
    await world.owner.xmtp.sendGroupMessage(id, before.id, say('hello all'));
    await world.owner.xmtp.sendToConversation(id, 'aria', say('are you done?'));
    await until(
      () => contents(id, 'aria'),
      ({ length }) => length === 2,
    );
    const group = await until(
      () => world.owner.xmtp.getGroupMessages(id, before.id),
      ({ length }) => length >= 4,
    );
    expect(group.map(({ from_agent, content }) => `${from_agent}: ${content}`).sort()).toEqual([
      'admin-sdk: hello all',
      'admin-sdk: said before the agent was there',
      'aria: aria here. You said: hello all',
      'bo: bo here. You said: hello all',
    ]);
  });

  test('behavior: an agent answers another one only in a session opened by that one', async () => {
    const id = await officeWith(['aria', 'bo']);
    const bo = world.as(id, 'bo').xmtp;
    await bo.sendToConversation(id, 'aria', say('are you there?', 'bo'));
    await bo.sendToConversation(id, 'aria', say(frame('__SESSION_START__', 'of bo'), 'bo'));
    await bo.sendToConversation(id, 'aria', say('hello', 'bo'));
    const all = await until(
      () => bo.getConversationMessages(id, 'aria'),
      (messages) => messages.some(({ content }) => content === 'aria here. You said: hello'),
    );
    expect(all.filter(({ from_agent }) => from_agent === 'aria')).toHaveLength(2);
    expect(all.filter(({ from_agent }) => from_agent === 'bo')).toHaveLength(3);
  });

  test('behavior: uses a custom brain, stores its error as the last error and tells the user', async () => {
    const brain: Brain = {
      capabilities: ['poetry'],
      answer: async (message, { agent }) => {
        if (message === 'fail') throw new Error('no words');
        return `${agent.name}/${agent.role}/${message.length}`;
      },
      work: async () => 'never',
    };
    world = await startWorld({ brain });
    const { id } = await world.office();
    await world.owner.employees.hire(id, { name: 'aria', role: 'poet' });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('fail'));
    await world.owner.xmtp.sendToConversation(id, 'aria', say('12345'));
    const all = await until(
      () => contents(id, 'aria'),
      ({ length }) => length === 4,
    );
    expect(all.slice(-2)).toEqual([expect.stringContaining('sorry'), 'aria/poet/5']);
    expect((await world.owner.employees.lastError(id, 'aria')).error).toBe('no words');
  });
});

describe('across restarts', () => {
  test('behavior: handles waiting messages once after a restart of the emulator', async () => {
    const data = await mkdtemp(join(tmpdir(), 'mitosis-emulator-'));
    try {
      const hanging: Brain = {
        capabilities: [],
        answer: (message) =>
          message === 'first' ? Promise.resolve('answered') : new Promise(() => undefined),
        work: () => new Promise(() => undefined),
      };
      const id = await officeWith(['aria'], { data, brain: hanging });
      for (const text of ['first', 'second', 'third']) {
        await world.owner.xmtp.sendToConversation(id, 'aria', say(text));
      }
      await until(
        () => contents(id, 'aria'),
        (said) => said.includes('answered'),
      );
      await world.close();
      world = await startWorld({ data });
      await until(
        () => contents(id, 'aria'),
        ({ length }) => length === 6,
      );
      expect(await contents(id, 'aria')).toEqual([
        'first',
        'second',
        'third',
        'answered',
        'aria here. You said: second',
        'aria here. You said: third',
      ]);
      await world.close();
    } finally {
      await rm(data, { recursive: true });
    }
  });

  test('behavior: restarts an agent with its new credentials', async () => {
    const id = await officeWith(['aria']);
    await world.owner.employees.rotateCredentials(id, 'aria');
    await world.owner.xmtp.sendToConversation(id, 'aria', say('still there?'));
    const said = await until(
      () => contents(id, 'aria'),
      ({ length }) => length === 2,
    );
    expect(said.at(-1)).toBe('aria here. You said: still there?');
  });

  test('behavior: runs an agent that was hired with a custom key', async () => {
    const id = await officeWith([]);
    const { publicKey } = generateKeyPair();
    await world.owner.employees.hire(id, { name: 'bo', customConfig: { publicKey } });
    await world.owner.xmtp.sendToConversation(id, 'bo', say('hello'));
    const said = await until(
      () => contents(id, 'bo'),
      ({ length }) => length === 2,
    );
    expect(said.at(-1)).toBe('bo here. You said: hello');
  });
});

describe('tasks', () => {
  test('default: claims, logs and completes a task with a result', async () => {
    const id = await officeWith(['aria']);
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'Audit Q1', assigned_to: 'aria' });
    const done = await until(
      () => world.owner.tasks.get(id, taskId),
      ({ status }) => status === 'completed',
    );
    expect(done).toMatchObject({ assigned_to: 'aria', result: 'aria has done “Audit Q1”.' });
    const activity = await world.owner.employees.activity(id, 'aria', { category: 'task' });
    expect(activity.map(({ type }) => type)).toEqual([
      'completed',
      'progress',
      'progress',
      'progress',
      'started',
    ]);
    expect(await world.owner.credits.history(id, { limit: 1 })).toMatchObject([{ amount: -PRICES.task }]);
  });

  test('behavior: shares unassigned tasks, each done once', async () => {
    const id = await officeWith(['aria', 'bo']);
    for (let index = 0; index < 6; index++) await world.owner.tasks.create(id, { title: `t${index}` });
    await until(
      () => world.owner.tasks.stats(id),
      ({ completed }) => completed === 6,
    );
    const workers = new Set((await world.owner.tasks.list(id)).map(({ assigned_to }) => assigned_to));
    expect(workers).toEqual(new Set(['aria', 'bo']));
    const charges = (await world.owner.credits.history(id)).filter(({ amount }) => amount === -PRICES.task);
    expect(charges).toHaveLength(6);
  });

  test('behavior: fails the task when the brain throws', async () => {
    const brain: Brain = {
      capabilities: [],
      answer: async (message) => message,
      work: async () => {
        throw new Error('it cannot be done');
      },
    };
    const id = await officeWith(['aria'], { brain });
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'x' });
    const failed = await until(
      () => world.owner.tasks.get(id, taskId),
      ({ status }) => status === 'failed',
    );
    expect(failed.error).toBe('it cannot be done');
    expect((await world.owner.employees.lastError(id, 'aria')).error).toBe('it cannot be done');
  });

  test('behavior: suspended, archived and fired agents do nothing; a resumed one handles what waits', async () => {
    const id = await officeWith(['aria', 'bo', 'cleo']);
    await world.owner.employees.lifecycle(id, 'aria', 'suspend');
    await world.owner.employees.archive(id, 'bo');
    await world.owner.employees.delete(id, 'cleo');
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'x' });
    await world.owner.xmtp.sendToConversation(id, 'aria', say('wake up'));
    // Nothing more happens until then.
    const dora = await world.office('other');
    await world.agent(dora.id, 'dora');
    await world.owner.tasks.create(dora.id, { title: 'y' });
    await until(
      () => world.owner.tasks.stats(dora.id),
      ({ completed }) => completed === 1,
    );
    expect((await world.owner.tasks.get(id, taskId)).status).toBe('queued');
    expect(await contents(id, 'aria')).toEqual(['wake up']);
    await world.owner.employees.lifecycle(id, 'aria', 'resume');
    await until(
      () => world.owner.tasks.get(id, taskId),
      ({ status }) => status === 'completed',
    );
    expect(
      await until(
        () => contents(id, 'aria'),
        ({ length }) => length === 2,
      ),
    ).toEqual(['wake up', 'aria here. You said: wake up']);
  });

  test('behavior: resumes a task after a stop', async () => {
    let attempts = 0;
    const brain: Brain = {
      capabilities: [],
      answer: async (message) => message,
      work: (_, { signal }) => {
        attempts++;
        if (attempts > 1) return Promise.resolve('second time');
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('stopped')));
        });
      },
    };
    const id = await officeWith(['aria'], { brain });
    const { id: taskId } = await world.owner.tasks.create(id, { title: 'x' });
    await until(
      async () => attempts,
      (count) => count === 1,
    );
    await world.owner.employees.lifecycle(id, 'aria', 'suspend');
    expect((await world.owner.tasks.get(id, taskId)).status).toBe('running');
    await world.owner.employees.lifecycle(id, 'aria', 'resume');
    const done = await until(
      () => world.owner.tasks.get(id, taskId),
      ({ status }) => status === 'completed',
    );
    expect([done.result, attempts]).toEqual(['second time', 2]);
  });
});
