import type { AgentDefinition } from '@mitosislabs/agent';
import { expect, test } from 'vitest';
import { answersOf, echo, memory, officeWith, run, say, until, world } from '../testing/agents.ts';

const start = (session_id: string) =>
  JSON.stringify({ type: '__SESSION_START__', session_id, capabilities_request: true });
/** Answers everything, forever. */
const talker = (errors: unknown[]): AgentDefinition => ({
  ...echo,
  agentTurns: 5,
  onMessage: (_, reply) => reply.send('and you?'),
  onError: (error) => errors.push(error),
});
/** Waits until an agent has read all its messages, by asking it as a user. */
async function hasReadAll(id: string, name: string): Promise<void> {
  const before = (await answersOf(id, name)).length;
  await world.owner.xmtp.sendToConversation(id, name, say('are you done?'));
  await until(
    () => answersOf(id, name),
    ({ length }) => length > before,
  );
}

test('behavior: ends an exchange of two agents with sessions with each other', async () => {
  const id = await officeWith(['aria', 'bo']);
  const errors: unknown[] = [];
  const [aria, bo] = [world.as(id, 'aria').xmtp, world.as(id, 'bo').xmtp];
  await aria.sendToConversation(id, 'bo', say(start('of aria'), 'aria'));
  await bo.sendToConversation(id, 'aria', say(start('of bo'), 'bo'));
  for (const name of ['aria', 'bo']) run(id, name, talker(errors));
  await aria.sendToConversation(id, 'bo', say('hello', 'aria'));
  await until(
    async () => errors.length,
    (count) => count > 0,
  );
  for (const name of ['aria', 'bo']) await hasReadAll(id, name);
  const all = await bo.getConversationMessages(id, 'aria', { limit: 1_000 });
  const said = (name: string) =>
    all.filter(({ from_agent, content }) => from_agent === name && content === 'and you?').length;
  expect(said('aria') + said('bo')).toBeLessThanOrEqual(10);
  expect(Math.max(said('aria'), said('bo'))).toBe(5);
  expect(errors).toEqual([expect.objectContaining({ code: 'agent_turns' })]);
});

test('behavior: keeps the limit of replies to another agent across restarts, with a memory', async () => {
  const id = await officeWith(['aria', 'bo']);
  const errors: unknown[] = [];
  const kept = memory();
  const bo = world.as(id, 'bo').xmtp;
  await bo.sendToConversation(id, 'aria', say(start('of bo'), 'bo'));
  for (const text of ['one', 'two', 'three', 'four']) {
    const agent = run(
      id,
      'aria',
      { ...echo, agentTurns: 2, onError: (error) => errors.push(error) },
      { memory: kept },
    );
    await bo.sendToConversation(id, 'aria', say(text, 'bo'));
    await hasReadAll(id, 'aria');
    agent.abort.abort();
    await agent.ended;
  }
  const all = await bo.getConversationMessages(id, 'aria', { limit: 1_000 });
  const answers = all.filter(
    ({ from_agent, content }) => from_agent === 'aria' && content.startsWith('echo'),
  );
  expect(answers.map(({ content }) => content)).toEqual(['echo one', 'echo two']);
  expect(errors).toEqual(Array(2).fill(expect.objectContaining({ code: 'agent_turns' })));
});

test.each([403, 404])(
  'behavior: agents in a group answer people only, also when employees cannot be listed (%i)',
  async (status) => {
    let isHidden = false;
    const id = await officeWith(['aria', 'bo'], {
      faults: ({ target }) => (isHidden && /\/employees(\/(aria|bo))?$/.test(target) ? status : undefined),
    });
    isHidden = true;
    const errors: unknown[] = [];
    const group = await world.owner.xmtp.createGroup(id, { members: ['aria', 'bo'] });
    for (const name of ['aria', 'bo']) run(id, name, talker(errors));
    for (const name of ['aria', 'bo']) await hasReadAll(id, name);
    await world.owner.xmtp.sendGroupMessage(id, group.id, say('hello all'));
    await until(
      () => world.owner.xmtp.getGroupMessages(id, group.id),
      ({ length }) => length === 3,
    );
    // Each has read the other's message once it has answered two later ones.
    await world.owner.xmtp.sendGroupMessage(id, group.id, say('hello again'));
    await until(
      () => world.owner.xmtp.getGroupMessages(id, group.id),
      ({ length }) => length >= 6,
    );
    for (const name of ['aria', 'bo', 'aria', 'bo']) await hasReadAll(id, name);
    const all = await world.owner.xmtp.getGroupMessages(id, group.id);
    const authors = all.map(({ from_agent }) => from_agent).sort();
    expect(authors).toEqual(['admin-sdk', 'admin-sdk', 'aria', 'aria', 'bo', 'bo']);
  },
);

test('behavior: recognizes a new agent as such, also without an event stream', async () => {
  const id = await officeWith(['aria'], {
    faults: ({ target }) => (target.includes('/stream') ? 404 : undefined),
  });
  run(id, 'aria', echo, { pollMs: 25 });
  const group = await world.owner.xmtp.createGroup(id, { members: ['aria'] });
  await hasReadAll(id, 'aria');
  await world.owner.xmtp.sendGroupMessage(id, group.id, say('from a person', 'ann'));
  await until(
    () => world.owner.xmtp.getGroupMessages(id, group.id),
    ({ length }) => length === 2,
  );
  await world.agent(id, 'bo');
  await world.owner.xmtp.addMember(id, group.id, 'bo');
  await world.as(id, 'bo').xmtp.sendGroupMessage(id, group.id, say('from an agent', 'bo'));
  await world.owner.xmtp.sendGroupMessage(id, group.id, say('from a person', 'ann'));
  const all = await until(
    () => world.owner.xmtp.getGroupMessages(id, group.id),
    ({ length }) => length >= 5,
  );
  expect(all.map(({ content }) => content)).toEqual([
    'from a person',
    'echo from a person',
    'from an agent',
    'from a person',
    'echo from a person',
  ]);
});

test.each(['told by events', 'found by looking'])(
  'behavior: ignores messages between its removal from a group and its return, %s',
  async (how) => {
    const id = await officeWith(['aria'], {
      faults: ({ target }) => (how !== 'told by events' && target.includes('/stream') ? 404 : undefined),
    });
    let lists = 0;
    const definition = { ...echo };
    const count = {
      middleware: [
        async (
          request: never,
          next: (request: never) => Promise<never>,
          { operation }: { operation?: string },
        ) => {
          const response = await next(request);
          if (operation === 'xmtpApi.listGroups') lists++;
          return response;
        },
      ],
    };
    const kept = memory();
    let agent = run(id, 'aria', definition, { pollMs: 25, memory: kept, client: count as object });
    const group = await world.owner.xmtp.createGroup(id, { members: ['aria'] });
    const answered = (length: number) =>
      until(
        () => world.owner.xmtp.getGroupMessages(id, group.id),
        (all) => all.length >= length,
      );
    const looked = async () => {
      const before = lists;
      await until(
        async () => lists,
        (now) => now > before + 1,
      );
    };
    await looked();
    await world.owner.xmtp.sendGroupMessage(id, group.id, say('one'));
    await answered(2);
    for (const isRestarted of [false, true]) {
      await world.owner.xmtp.removeMember(id, group.id, 'aria');
      await looked();
      for (const text of ['two', 'three']) await world.owner.xmtp.sendGroupMessage(id, group.id, say(text));
      if (isRestarted) {
        agent.abort.abort();
        await agent.ended;
        agent = run(id, 'aria', definition, { pollMs: 25, memory: kept, client: count as object });
      }
      await world.owner.xmtp.addMember(id, group.id, 'aria');
      await looked();
      const before = (await world.owner.xmtp.getGroupMessages(id, group.id)).length;
      await world.owner.xmtp.sendGroupMessage(id, group.id, say('four'));
      const all = await answered(before + 2);
      expect(all.slice(-4).map(({ content }) => content)).toEqual(['two', 'three', 'four', 'echo four']);
    }
  },
);

test('behavior: ignores messages sent between its removal from a group and its return, also between two polls', async () => {
  const id = await officeWith(['aria']);
  run(id, 'aria', echo, { pollMs: 2 ** 31 - 1 });
  await hasReadAll(id, 'aria');
  const { xmtp } = world.owner;
  const group = await xmtp.createGroup(id, { members: ['aria'] });
  await xmtp.sendGroupMessage(id, group.id, say('one'));
  await until(
    () => xmtp.getGroupMessages(id, group.id),
    ({ length }) => length === 2,
  );
  await xmtp.removeMember(id, group.id, 'aria');
  for (const text of ['two', 'three']) await xmtp.sendGroupMessage(id, group.id, say(text));
  await xmtp.addMember(id, group.id, 'aria');
  for (const text of ['four', 'five']) await xmtp.sendGroupMessage(id, group.id, say(text));
  const all = await until(
    () => xmtp.getGroupMessages(id, group.id),
    (messages) => messages.some(({ content }) => content === 'echo five'),
  );
  const answers = all.filter(({ from_agent }) => from_agent === 'aria').map(({ content }) => content);
  expect(answers).toEqual(['echo one', 'echo four', 'echo five']);
});

test.each(['told by events', 'found by looking'])(
  'behavior: ignores earlier messages when added to an old group, %s',
  async (how) => {
    const isTold = how === 'told by events';
    let shift = 60 * 60_000;
    let isStreamOpen = false;
    let lists = 0;
    const count = async (
      request: never,
      next: (request: never) => Promise<never>,
      { operation }: { operation?: string },
    ) => {
      const wasOpen = isStreamOpen;
      const response = await next(request);
      if (operation === 'messages.stream') isStreamOpen = true;
      if (operation === 'xmtpApi.listGroups' && wasOpen) lists++;
      return response;
    };
    const id = await officeWith(['aria', 'bo'], {
      // The group is older than the agent's first poll.
      now: () => Date.now() - shift,
      faults: ({ target }) => (!isTold && target.includes('/stream') ? 404 : undefined),
    });
    const { xmtp } = world.owner;
    const group = await xmtp.createGroup(id, { members: ['bo'] });
    for (const text of ['one', 'two']) await xmtp.sendGroupMessage(id, group.id, say(text));
    shift = 0;
    // Without polls in between, only an event can name the group.
    run(id, 'aria', echo, { pollMs: isTold ? 600_000 : 25, client: { middleware: [count] } as object });
    await hasReadAll(id, 'aria');
    // The agent polls once more when its stream opens.
    await until(
      async () => lists,
      (done) => !isTold || done > 0,
    );
    await xmtp.addMember(id, group.id, 'aria');
    if (!isTold) {
      // It also finds the group when it polls for this one.
      const other = await xmtp.createGroup(id, { members: ['aria'] });
      await xmtp.sendGroupMessage(id, other.id, say('are you there?'));
      await until(
        () => xmtp.getGroupMessages(id, other.id),
        ({ length }) => length === 2,
      );
    }
    await xmtp.sendGroupMessage(id, group.id, say('three'));
    const all = await until(
      () => xmtp.getGroupMessages(id, group.id),
      ({ length }) => length >= 4,
    );
    expect(all.map(({ content }) => content)).toEqual(['one', 'two', 'three', 'echo three']);
  },
);
