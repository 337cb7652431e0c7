import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failure, startWorld, type World } from '../../testing/world.ts';

let world: World;
let id: string;
let time = Date.UTC(2030, 0, 1);

beforeAll(async () => {
  world = await startWorld({ brain: 'none', now: () => time, initialCredits: 100_000 });
  id = (await world.office()).id;
  for (const name of ['aria', 'bo', 'cleo']) await world.agent(id, name);
});
afterAll(() => world?.close());

const say = (content: string, agent_id = 'admin-sdk') => ({ agent_id, content });

describe('conversations', () => {
  test('default: opens a conversation with the first message, reachable by id and name', async () => {
    const { xmtp } = world.owner;
    expect(await xmtp.getConversationMessages(id, 'aria')).toEqual([]);
    await xmtp.sendToConversation(id, 'aria', say('hello'));
    const [conversation] = await xmtp.listConversations(id);
    expect(conversation).toEqual({
      id: expect.stringMatching(/^conv_/),
      peer: 'aria',
      last_message: 'hello',
      last_message_at: new Date(time).toISOString(),
    });
    await xmtp.sendToConversation(id, conversation?.id ?? '', say('again'));
    const messages = await xmtp.getConversationMessages(id, 'aria');
    expect(messages).toEqual(await xmtp.getConversationMessages(id, conversation?.id ?? ''));
    expect(messages).toEqual([
      { id: expect.any(String), from_agent: 'admin-sdk', content: 'hello', created_at: expect.any(String) },
      { id: expect.any(String), from_agent: 'admin-sdk', content: 'again', created_at: expect.any(String) },
    ]);
    expect(messages[0]?.id).not.toBe(messages[1]?.id);
    expect(await xmtp.listConversations(id)).toHaveLength(1);
  });

  test('behavior: writes into one conversation by both dialects', async () => {
    const { xmtp } = world.owner;
    await xmtp.send(id, { agent_id: 'bo', content: 'by send' });
    await xmtp.sendToConversation(id, 'bo', say('by conversation'));
    await world.as(id, 'bo').xmtp.send(id, { agent_id: 'admin-sdk', content: 'and back' });
    const expected = [
      { from_agent: 'admin-sdk', content: 'by send' },
      { from_agent: 'admin-sdk', content: 'by conversation' },
      { from_agent: 'bo', content: 'and back' },
    ];
    expect(await xmtp.getMessages(id, 'bo', 'admin-sdk')).toMatchObject(expected);
    expect(await xmtp.getMessages(id, 'admin-sdk', 'bo')).toMatchObject(expected);
    expect(await xmtp.getConversationMessages(id, 'bo')).toMatchObject(expected);
    expect(await xmtp.getMessages(id, 'bo', 'cleo')).toEqual([]);
  });

  test('behavior: returns the newest n, oldest first, also within one millisecond', async () => {
    const { xmtp } = world.owner;
    for (let index = 0; index < 60; index++) await xmtp.sendToConversation(id, 'cleo', say(String(index)));
    const contents = async (limit?: number) =>
      (await xmtp.getConversationMessages(id, 'cleo', limit === undefined ? undefined : { limit })).map(
        ({ content }) => Number(content),
      );
    const last = (count: number) => Array.from({ length: count }, (_, index) => 60 - count + index);
    expect(await contents()).toEqual(last(50));
    expect(await contents(3)).toEqual(last(3));
    expect(await contents(1000)).toEqual(last(60));
    expect(await contents(0)).toEqual([]);
    expect(
      (await xmtp.getMessages(id, 'cleo', 'admin-sdk', { limit: 2 })).map(({ content }) => content),
    ).toEqual(['58', '59']);
  });

  test('behavior: shows agents their own conversations, from their side', async () => {
    const office = await world.office();
    for (const name of ['aria', 'bo', 'cleo']) await world.agent(office.id, name);
    const aria = world.as(office.id, 'aria').xmtp;
    const bo = world.as(office.id, 'bo').xmtp;
    const cleo = world.as(office.id, 'cleo').xmtp;
    await aria.sendToConversation(office.id, 'bo', say('psst', 'aria'));
    await aria.sendToConversation(office.id, 'admin-sdk', say('hi', 'aria'));
    const peers = async (xmtp: typeof aria) =>
      (await xmtp.listConversations(office.id)).map(({ peer }) => peer);
    expect([await peers(aria), await peers(bo), await peers(cleo)]).toEqual([
      ['bo', 'admin-sdk'],
      ['aria'],
      [],
    ]);
    expect(await peers(world.owner.xmtp)).toEqual(['aria']);
    const [conversation] = await bo.listConversations(office.id);
    const conversationId = conversation?.id ?? '';
    expect(await bo.getConversationMessages(office.id, conversationId)).toMatchObject([{ content: 'psst' }]);
    expect(await failure(cleo.getConversationMessages(office.id, conversationId))).toMatchObject({
      status: 404,
    });
    expect(await failure(cleo.getMessages(office.id, 'aria', 'bo'))).toMatchObject({ status: 403 });
    expect(await aria.getMessages(office.id, 'bo', 'aria')).toMatchObject([{ content: 'psst' }]);
  });

  test('error: refuses a message in the name of another', async () => {
    const asAria = world.owner.xmtp.sendToConversation(id, 'aria', say('I am aria', 'aria'));
    expect(await failure(asAria)).toMatchObject({ status: 403, code: 'not_yourself' });
    const asBo = world.as(id, 'aria').xmtp.sendToConversation(id, 'bo', say('I am bo', 'bo'));
    expect(await failure(asBo)).toMatchObject({ status: 403 });
    const asUser = world.as(id, 'aria').xmtp.sendToConversation(id, 'bo', say('I am the boss'));
    expect(await failure(asUser)).toMatchObject({ status: 403 });
    expect(await failure(world.owner.xmtp.sendToConversation(id, 'aria', say('x', '')))).toMatchObject({
      status: 400,
    });
  });

  test('error: refuses an unknown recipient, an empty message and oneself', async () => {
    const { xmtp } = world.owner;
    const missing = [
      xmtp.getConversationMessages(id, 'stranger'),
      xmtp.sendToConversation(id, 'stranger', say('x')),
      xmtp.getConversationMessages(id, 'conv_none'),
      xmtp.send(id, { agent_id: 'stranger', content: 'x' }),
      xmtp.getMessages(id, 'stranger', 'admin-sdk'),
      xmtp.sendToConversation(id, 'admin-sdk', say('to myself')),
      world.as(id, 'aria').xmtp.sendToConversation(id, 'aria', say('to myself', 'aria')),
      world.owner.messages.send(id, { to: 'stranger', content: 'x' }),
      world.owner.messages.send(id, { to: 'admin-sdk', content: 'x' }),
    ];
    for (const error of await Promise.all(missing.map(failure))) expect(error).toMatchObject({ status: 404 });
    expect(await failure(xmtp.sendToConversation(id, 'aria', say('')))).toMatchObject({ status: 400 });
  });

  test('behavior: delivers every naughty text unchanged', async () => {
    const file = new URL('../../../../../tests/vectors/naughty_strings.json', import.meta.url);
    const texts = (JSON.parse(readFileSync(file, 'utf8')) as string[]).filter((text) => text !== '');
    const office = await world.office();
    await world.agent(office.id, 'aria');
    for (const text of texts) await world.owner.xmtp.sendToConversation(office.id, 'aria', say(text));
    const kept = await world.owner.xmtp.getConversationMessages(office.id, 'aria', { limit: 1000 });
    expect(kept.map(({ content }) => content)).toEqual(texts);
  });

  test('behavior: hides earlier messages from a successor of the same name', async () => {
    const office = await world.office();
    await world.agent(office.id, 'aria');
    await world.owner.xmtp.sendToConversation(office.id, 'aria', say('secret'));
    await world.owner.employees.delete(office.id, 'aria');
    await world.agent(office.id, 'aria');
    expect(await world.owner.xmtp.getConversationMessages(office.id, 'aria')).toEqual([]);
    expect(await world.owner.xmtp.listConversations(office.id)).toEqual([]);
  });

  test('error: refuses a post by the bus into a group without membership', async () => {
    const office = await world.office();
    for (const name of ['aria', 'bo']) await world.agent(office.id, name);
    const group = await world.owner.xmtp.createGroup(office.id, { members: ['aria'] });
    const message = { to: group.id, content: 'x' };
    const error = await failure(world.as(office.id, 'bo').messages.send(office.id, message));
    expect(error).toMatchObject({ status: 404 });
    await world.as(office.id, 'aria').messages.send(office.id, message);
    expect(await world.owner.xmtp.getGroupMessages(office.id, group.id)).toMatchObject([
      { from_agent: 'aria' },
    ]);
  });

  test('behavior: reaches the same conversations and groups by the bus', async () => {
    const office = await world.office();
    await world.agent(office.id, 'aria');
    const group = await world.owner.xmtp.createGroup(office.id, { members: ['aria'] });
    await world.owner.messages.send(office.id, { to: 'aria', content: 'one' });
    await world.owner.messages.send(office.id, { to: group.id, content: 'all' });
    expect(await world.owner.xmtp.getConversationMessages(office.id, 'aria')).toMatchObject([
      { content: 'one' },
    ]);
    expect(await world.owner.xmtp.getGroupMessages(office.id, group.id)).toMatchObject([{ content: 'all' }]);
    expect(await world.owner.messages.poolStats(office.id)).toEqual({ active: 1, idle: 0 });
    await world.owner.employees.lifecycle(office.id, 'aria', 'suspend');
    expect(await world.owner.messages.poolStats(office.id)).toEqual({ active: 0, idle: 1 });
  });
});

describe('groups', () => {
  test('default: are created, renamed, joined, left and posted to', async () => {
    const { xmtp } = world.owner;
    const group = await xmtp.createGroup(id, { name: 'crew', members: ['aria', 'bo', 'aria'] });
    expect(group).toEqual({
      id: expect.stringMatching(/^group_/),
      name: 'crew',
      members: ['aria', 'bo'],
      created_at: new Date(time).toISOString(),
    });
    await xmtp.renameGroup(id, group.id, 'crew of three');
    await xmtp.addMember(id, group.id, 'cleo');
    await xmtp.addMember(id, group.id, 'cleo');
    await xmtp.removeMember(id, group.id, 'bo');
    expect(await xmtp.listGroups(id)).toContainEqual({
      ...group,
      name: 'crew of three',
      members: ['aria', 'cleo'],
    });
    time += 1;
    await xmtp.sendGroupMessage(id, group.id, say('all hands'));
    await world.as(id, 'aria').xmtp.sendGroupMessage(id, group.id, say('here', 'aria'));
    expect(await xmtp.getGroupMessages(id, group.id)).toMatchObject([
      { from_agent: 'admin-sdk', content: 'all hands' },
      { from_agent: 'aria', content: 'here' },
    ]);
    expect(await xmtp.getGroupMessages(id, group.id, { limit: 1 })).toMatchObject([{ content: 'here' }]);
    expect(await xmtp.createGroup(id, { members: [] })).not.toHaveProperty('name');
  });

  test('error: refuses unknown groups and members, bad names and outsiders', async () => {
    const { xmtp } = world.owner;
    const group = await xmtp.createGroup(id, { members: ['aria'] });
    const bo = world.as(id, 'bo').xmtp;
    const missing = [
      xmtp.createGroup(id, { members: ['stranger'] }),
      xmtp.addMember(id, group.id, 'stranger'),
      xmtp.removeMember(id, group.id, 'bo'),
      xmtp.getGroupMessages(id, 'group_none'),
      xmtp.sendGroupMessage(id, 'group_none', say('x')),
      xmtp.addMember(id, 'group_none', 'aria'),
      xmtp.removeMember(id, 'group_none', 'aria'),
      xmtp.renameGroup(id, 'group_none', 'x'),
      bo.getGroupMessages(id, group.id),
      bo.sendGroupMessage(id, group.id, say('x', 'bo')),
    ];
    for (const error of await Promise.all(missing.map(failure))) expect(error).toMatchObject({ status: 404 });
    for (const name of ['', '  ', 'x'.repeat(256)]) {
      expect(await failure(xmtp.renameGroup(id, group.id, name))).toMatchObject({ status: 400 });
    }
    expect(await failure(xmtp.sendGroupMessage(id, group.id, say('x', 'aria')))).toMatchObject({
      status: 403,
    });
  });

  test('behavior: removes a fired agent from its groups', async () => {
    const office = await world.office();
    await world.agent(office.id, 'aria');
    const group = await world.owner.xmtp.createGroup(office.id, { members: ['aria'] });
    await world.owner.employees.delete(office.id, 'aria');
    expect(await world.owner.xmtp.listGroups(office.id)).toEqual([{ ...group, members: [] }]);
  });
});

describe('dialects', () => {
  test.each([
    ['conversations', 404, 'messages'],
    ['messages', 404, 'conversations'],
  ] as const)('behavior: with %s, answers %i to %s', async (dialect, status, other) => {
    const single = await startWorld({ dialect, brain: 'none' });
    const office = await single.office();
    await single.agent(office.id, 'aria');
    const { xmtp } = single.owner;
    const routes = {
      conversations: [
        () => xmtp.sendToConversation(office.id, 'aria', say('x')),
        () => xmtp.getConversationMessages(office.id, 'aria'),
      ],
      messages: [
        () => xmtp.send(office.id, { agent_id: 'aria', content: 'x' }),
        () => xmtp.getMessages(office.id, 'aria', 'admin-sdk'),
      ],
    };
    for (const call of routes[dialect]) await call();
    for (const call of routes[other]) expect(await failure(call())).toMatchObject({ status });
    expect(await xmtp.listConversations(office.id)).toHaveLength(1);
    await single.close();
  });
});
