import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatServer, frameOf } from '../../test/ChatServer.ts';
import { XMTPChannel } from './XMTPChannel.ts';

let server: ChatServer;
let channel: XMTPChannel;
beforeEach(async () => {
  server = await ChatServer.start();
  server.acknowledge(['chat']);
  channel = new XMTPChannel(server.api);
});
afterEach(() => server.close());

test('default: keeps one session for each agent of each office', async () => {
  const session = await channel.openSession('office', 'aria');
  expect(await channel.openSession('office', 'aria')).toBe(session);
  expect(channel.getSession('office', 'aria')).toBe(session);
  expect(channel.getSession('office', 'bob')).toBeUndefined();
  expect(channel.getSession('elsewhere', 'aria')).toBeUndefined();
  expect(channel.listSessions()).toEqual([session]);
  expect(server.requests).toEqual([]);
});

test('default: negotiateSession opens and negotiates the session', async () => {
  const agreed = await channel.negotiateSession('office', 'aria');
  const session = channel.getSession('office', 'aria');
  expect(agreed).toMatchObject({ sessionId: session?.sessionId, officeId: 'office', capabilities: ['chat'] });
  expect((await channel.negotiateSession('office', 'aria', 5_000)).sessionId).toBe(agreed.sessionId);
  expect(server.posted).toHaveLength(1);
});

test('behavior: keeps two sessions whose joined names are equal', async () => {
  const pairs = [
    ['a:b', 'c'],
    ['a', 'b:c'],
    ['a/b', 'c'],
    ['a', 'b/c'],
    ['["a"', '"b"]'],
    ['__proto__', 'constructor'],
  ] as const;
  const sessions = await Promise.all(
    pairs.map(([officeId, agentName]) => channel.openSession(officeId, agentName)),
  );
  expect(new Set(sessions).size).toBe(pairs.length);
  expect(pairs.map(([officeId, agentName]) => channel.getSession(officeId, agentName))).toEqual(sessions);
  expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(pairs.length);
});

test('behavior: opens a new session after the earlier one was closed in any way', async () => {
  const first = await channel.openSession('office', 'aria');
  await first.send('hello');
  expect(await channel.closeSession('office', 'aria')).toBe(true);
  expect(await channel.closeSession('office', 'aria')).toBe(false);
  const second = await channel.openSession('office', 'aria');
  expect(second).not.toBe(first);
  const closing = second.close();
  expect(channel.getSession('office', 'aria')).toBeUndefined();
  const third = await channel.openSession('office', 'aria');
  await closing;
  expect(channel.getSession('office', 'aria')).toBe(third);
});

test('behavior: closeAll closes every session; new ones can be opened afterwards', async () => {
  for (const agent of ['aria', 'bob', 'carl']) await channel.negotiateSession('office', agent);
  const sessions = channel.listSessions();
  await channel.closeAll();
  expect(sessions.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
  expect(channel.listSessions()).toEqual([]);
  expect(server.posted.filter((content) => frameOf(content)?.type === '__SESSION_END__')).toHaveLength(3);
  expect((await channel.negotiateSession('office', 'aria')).capabilities).toEqual(['chat']);
  await channel[Symbol.asyncDispose]();
  expect(channel.listSessions()).toEqual([]);
});

test('behavior: writes in the name of the agent that is signed in', async () => {
  const own = new XMTPChannel(server.api, { agentId: 'bob' });
  await own.negotiateSession('office', 'aria');
  expect(server.requests.find(({ kind }) => kind === 'post')?.body?.agent_id).toBe('bob');
});

test.each([
  ['', 'aria'],
  ['office', ''],
  [undefined as never, 'aria'],
])('error: refuses %j and %j as names', async (officeId, agentName) => {
  await expect(channel.openSession(officeId, agentName)).rejects.toThrow(InvalidArgumentError);
  await expect(channel.negotiateSession(officeId, agentName)).rejects.toThrow(InvalidArgumentError);
  expect(channel.listSessions()).toEqual([]);
});
