import { Transport } from '@mitosislabs/transport';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import { openInbox } from '../inbox.ts';
import { GroupSession } from './GroupSession.ts';
import { XMTPSession } from './XMTPSession.ts';

let server: ChatServer;
let channel: XMTPChannel;
beforeAll(async () => {
  server = await ChatServer.start();
  channel = new XMTPChannel(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
});
afterAll(async () => {
  await channel.closeAll();
  await server.close();
});
afterEach(() => expect(server.requests).toEqual([]));

const wrong = { singal: AbortSignal.abort() } as object;
const hint = 'Did you mean `signal`?';
const session = () => channel.openSession('office', 'aria');
const group = () => channel.openGroup('office', 'group');

/** Each public method that takes options, with a misspelt one. */
const calls: Record<string, () => unknown> = {
  'channel.openSession': () => channel.openSession('office', 'bo', { straeming: true } as object),
  'channel.negotiateSession': () => channel.negotiateSession('office', 'bo', 1_000, wrong),
  'channel.send': () => channel.send('office', 'bo', 'hello', wrong),
  'channel.listGroups': () => channel.listGroups('office', wrong),
  'channel.createGroup': () => channel.createGroup('office', { name: 'g', members: [] } as never, wrong),
  'channel.openGroup': () => channel.openGroup('office', 'other', { onGpa: () => undefined } as object),
  'channel.streamGroup': () => channel.streamGroup('office', 'group', 5, wrong).next(),
  'session.negotiate': async () => (await session()).negotiate(1_000, wrong),
  'session.send': async () => (await session()).send('hello', wrong),
  'session.receive': async () => (await session()).receive({ limits: 1 } as object),
  'session.stream': async () => (await session()).stream(5, wrong).next(),
  'session.answers': async () => (await session()).answers(5, { idleTimeout: 1 } as object).next(),
  'session.inbox': async () => (await session()).inbox({ consumer: 'c', foldr: '/none' } as never),
  openInbox: async () => openInbox(await session(), { consumer: 'c', foldr: '/none' } as never),
  'group.send': async () => (await group()).send('hello', wrong),
  'group.receive': async () => (await group()).receive({ limits: 1 } as object),
  'group.stream': async () => (await group()).stream(5, wrong).next(),
  'group.members': async () => (await group()).members(wrong),
  'group.addMember': async () => (await group()).addMember('bo', wrong),
  'group.removeMember': async () => (await group()).removeMember('bo', wrong),
  'group.rename': async () => (await group()).rename('name', wrong),
  'new XMTPChannel': async () => new XMTPChannel(server.api, { agentID: 'bo' } as object),
  'new XMTPSession': async () => new XMTPSession(server.api, 'office', 'aria', { pagesize: 5 } as object),
};
/** Take no options. */
const without = ['getSession', 'listSessions', 'closeSession', 'closeAll', 'wake', 'close'];

test('behavior: covers each public method', () => {
  const classes = { channel: XMTPChannel, session: XMTPSession, group: GroupSession };
  for (const [owner, { prototype }] of Object.entries(classes)) {
    for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof value !== 'function' || method === 'constructor' || without.includes(method)) continue;
      expect(Object.keys(calls)).toContain(`${owner}.${method}`);
    }
  }
});

test.each(Object.entries(calls))('error: %s refuses a misspelt option and sends nothing', async (_, call) => {
  const error = await Promise.resolve(call()).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({
    code: 'invalid_argument',
    argument: expect.stringMatching(
      /^options\.(singal|straeming|onGpa|limits|idleTimeout|foldr|agentID|pagesize)$/,
    ),
    hint: expect.stringMatching(
      /^Did you mean `(signal|streaming|onGap|limit|idleTimeoutMs|folder|agentId|pageSize)`\?$/,
    ),
  });
  if (_ === 'session.send') expect(error).toMatchObject({ hint });
});
