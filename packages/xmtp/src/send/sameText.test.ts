import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { texts, upTo } from '../../test/messages.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import type { SessionGap } from '../receive/SessionGap.ts';

let server: ChatServer;
let channel: XMTPChannel;
let folder: string;
let gaps: SessionGap[];
beforeEach(async () => {
  server = await ChatServer.start();
  server.acknowledge();
  // Times without milliseconds, all the same.
  const second = Math.floor(Date.now() / 1_000) * 1_000;
  server.now = () => second;
  gaps = [];
  channel = new XMTPChannel(server.api, { onGap: (gap) => gaps.push(gap) });
  folder = await mkdtemp(join(tmpdir(), 'same-'));
});
afterEach(async () => {
  await channel.closeAll();
  await server.close();
  await rm(folder, { recursive: true });
});

async function first(messages: AsyncIterable<{ content?: string; text?: string }>, count: number) {
  const got: (string | undefined)[] = [];
  for await (const { content, text } of messages) if (got.push(content ?? text) === count) break;
  return got;
}

describe('the same text within a second, where times have no milliseconds', () => {
  test('behavior: is delivered as often as it was sent by the agent', async () => {
    const session = await channel.openSession('office', 'aria');
    await session.negotiate();
    const group = await channel.openGroup('office', 'group_1');
    // A first poll that succeeds: what comes later is new, whatever its time.
    server.say('group_1', 'before', { from_agent: 'bob' });
    await group.receive();
    const inbox = await session.inbox({ consumer: 'test', folder });
    for (let index = 0; index < 3; index++) {
      server.say('aria', 'yes');
      server.say('group_1', 'yes', { from_agent: 'bob' });
    }
    expect(await first(session.stream(5), 2)).toEqual(['yes', 'yes']);
    expect(await first(session.answers(5), 1)).toEqual(['yes']);
    expect(await first(inbox, 3)).toEqual(['yes', 'yes', 'yes']);
    expect(await first(group.stream(5), 3)).toEqual(['yes', 'yes', 'yes']);
    await inbox.close();
  });

  test.each([true, false])(
    'behavior: is posted as often as it was sent; server knows keys: %s',
    async (knowsKeys) => {
      server.knowsKeys = knowsKeys;
      const session = await channel.openSession('office', 'aria');
      await session.negotiate();
      // Each answer is lost.
      server.fault = ({ body }) => (body?.content === 'yes' ? { reset: true, after: true } : undefined);
      const sent = [await session.send('yes'), await session.send('yes'), await session.send('yes')];
      expect(new Set(sent.map((message) => message?.id)).size).toBe(3);
      expect(server.posted.filter((content) => content === 'yes')).toHaveLength(3);
    },
  );

  test('error: does not take an earlier message of the same text for a lost one', async () => {
    const session = await channel.openSession('office', 'aria');
    await session.negotiate();
    await session.send('yes');
    server.fault = ({ body }) => (body?.content === 'yes' ? { reset: true } : undefined);
    await expect(session.send('yes')).rejects.toMatchObject({ outcome: 'unknown' });
    expect(server.posted.filter((content) => content === 'yes')).toHaveLength(1);
  });
});

describe('many messages while the client was away', () => {
  test.each([260, 420])('behavior: delivers all %i in order to an inbox', async (count) => {
    for (const content of upTo(300)) server.say('aria', `history ${content}`);
    const before = await channel.openSession('office', 'aria');
    await (await before.inbox({ consumer: 'test', folder })).close();
    await before.close();
    for (const content of upTo(count)) server.say('aria', content);
    const inbox = await (await channel.openSession('office', 'aria')).inbox({ consumer: 'test', folder });
    expect(await first(inbox, count)).toEqual(upTo(count));
    await inbox.close();
    expect(gaps).toEqual([]);
  });

  test('behavior: reports a gap for an inbox: 260 messages, pages of 200', async () => {
    server.most = 200;
    for (const content of upTo(300)) server.say('aria', `history ${content}`);
    const before = await channel.openSession('office', 'aria');
    await (await before.inbox({ consumer: 'test', folder })).close();
    await before.close();
    for (const content of upTo(260)) server.say('aria', content);
    const inbox = await (await channel.openSession('office', 'aria')).inbox({ consumer: 'test', folder });
    expect(await first(inbox, 200)).toEqual(upTo(260).slice(60));
    await inbox.close();
    const { messages } = server.chat('aria');
    expect(gaps).toEqual([
      { officeId: 'office', agentName: 'aria', after: messages[299]?.id, before: messages[360]?.id },
    ]);
  });

  test.each([true, false])(
    'behavior: delivers 260 between two polls of a session or a group',
    async (isGroup) => {
      const place = isGroup ? 'group_1' : 'aria';
      const say = (content: string) => server.say(place, content, isGroup ? { from_agent: 'bob' } : {});
      for (const content of upTo(300)) say(`history ${content}`);
      const open = isGroup
        ? await channel.openGroup('office', place)
        : await channel.openSession('office', place);
      await open.receive();
      for (const content of upTo(260)) say(content);
      expect(texts(await open.receive())).toEqual(upTo(260));
      expect(gaps).toEqual([]);
    },
  );
});
