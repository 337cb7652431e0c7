import { MessagesAPI } from '@mitosislabs/api/messages';
import { Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatServer, type Fault } from '../../test/ChatServer.ts';
import { FOREVER, settled, until } from '../../test/waiting.ts';
import type { EventSource } from '../office/OfficeEvents.ts';
import type { XMTPSession } from '../session/XMTPSession.ts';
import { XMTPChannel } from './XMTPChannel.ts';

let server: ChatServer;
let channel: XMTPChannel;
let events: EventSource;
beforeEach(async () => {
  server = await ChatServer.start();
  server.acknowledge();
  const messages = new MessagesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
  events = (officeId, options) => messages.stream(officeId, options);
  channel = new XMTPChannel(server.api, { events });
});
afterEach(async () => {
  await channel.closeAll();
  await server.close();
});

const reads = () => server.requests.filter(({ kind }) => kind === 'read').length;
const opened = () => server.requests.filter(({ kind }) => kind === 'events').length;

/** A session whose stream sleeps until something wakes it, and what comes out of it. */
async function listening(agent: string, count: number, office = 'office') {
  const session: XMTPSession = await channel.openSession(office, agent);
  await session.receive();
  const before = reads();
  const contents = (async () => {
    const got: string[] = [];
    for await (const { content } of session.stream(FOREVER)) {
      got.push(content);
      if (got.length === count) break;
    }
    return got;
  })();
  contents.catch(() => undefined);
  await until(() => reads() > before);
  await settled(server);
  return { session, contents };
}

test('default: an event wakes only the session of its sender', async () => {
  const aria = await listening('aria', 2);
  const bob = await listening('bob', 1);
  await until(() => server.streams.size === 1);
  const before = server.requests.length;
  server.say('aria', 'one');
  server.say('aria', 'two');
  expect(await aria.contents).toEqual(['one', 'two']);
  expect(server.requests.slice(before).filter(({ place }) => place.includes('bob'))).toEqual([]);
  server.say('bob', 'three');
  expect(await bob.contents).toEqual(['three']);
});

test('behavior: opens one stream per office with the first listener and closes it with the last', async () => {
  await channel.openSession('office', 'aria');
  expect(opened()).toBe(0);
  const sessions = await Promise.all(
    Array.from({ length: 20 }, (_, index) => listening(`agent-${index}`, 1)),
  );
  await until(() => server.streams.size === 1);
  await listening('aria', 1, 'elsewhere');
  await until(() => server.streams.size === 2);
  expect(opened()).toBe(2);
  await Promise.all(sessions.slice(1).map(({ session }) => session.close()));
  expect(server.streams.size).toBe(2);
  await sessions[0]?.session.close();
  await channel.closeSession('office', 'aria');
  await until(() => server.streams.size === 1);
  await channel.closeAll();
  await until(() => server.streams.size === 0);
  expect(opened()).toBe(2);
});

test('behavior: keeps the stream open for a short pause between two loops', async () => {
  const first = await listening('aria', 1);
  await until(() => server.streams.size === 1);
  server.say('aria', 'one');
  expect(await first.contents).toEqual(['one']);
  // At once: a machine that is busy might take longer to look first than the stream stays open.
  const stream = first.session.stream(FOREVER);
  const next = stream.next();
  server.say('aria', 'two');
  expect((await next).value?.content).toBe('two');
  await stream.return();
  expect(opened()).toBe(1);
  await until(() => server.streams.size === 0);
});

test('behavior: an event without a sender wakes all sessions; other kinds wake none', async () => {
  const aria = await listening('aria', 1);
  const bob = await listening('bob', 1);
  await until(() => server.streams.size === 1);
  const before = reads();
  for (const kind of ['task', 'agent', 'file']) server.tell({ from_agent: 'aria' }, kind);
  for (const name of ['aria', 'bob'])
    server.chat(name).messages.push({ ...server.say('stranger', name), from_agent: name });
  await settled(server);
  expect(reads()).toBe(before);
  for (const stream of server.streams) stream.write('data: something\n\n');
  expect([await aria.contents, await bob.contents]).toEqual([['aria'], ['bob']]);
});

test.each([404, 403, 501, 405])('behavior: polls a server that answers %i to the stream', async (status) => {
  server.fault = ({ kind }) => (kind === 'events' ? { status } : undefined);
  const session = await channel.openSession('office', 'aria');
  await session.negotiate();
  const got: string[] = [];
  setTimeout(() => server.say('aria', 'one'), 50);
  for await (const { content } of session.stream(20)) {
    got.push(content);
    break;
  }
  expect(got).toEqual(['one']);
  expect(opened()).toBe(1);
});

test('behavior: polls without streaming support, and after a stream has ended', async () => {
  for (const source of [
    () => {
      throw new TypeError('no streams here');
    },
    async function* () {},
  ] as EventSource[]) {
    channel = new XMTPChannel(server.api, { events: source });
    const session = await channel.openSession('office', 'aria');
    await session.receive();
    server.say('aria', 'one');
    for await (const { content } of session.stream()) {
      expect(content).toBe('one');
      break;
    }
    await channel.closeAll();
  }
});

test('behavior: reopens a broken stream and finds messages sent meanwhile by polling', async () => {
  const session = await channel.openSession('office', 'aria');
  await session.negotiate();
  const stream = session.stream();
  server.say('aria', 'one');
  expect((await stream.next()).value?.content).toBe('one');
  await until(() => server.streams.size === 1);
  for (const open of server.streams) open.destroy();
  server.say('aria', 'two');
  expect((await stream.next()).value?.content).toBe('two');
  await until(() => server.streams.size === 1);
  server.say('aria', 'three');
  expect((await stream.next()).value?.content).toBe('three');
  await stream.return();
});

test('behavior: an event of more than 1 MiB wakes all sessions, and the stream continues', async () => {
  const aria = await listening('aria', 2);
  const bob = await listening('bob', 1);
  await until(() => server.streams.size === 1);
  // Nothing else announces it.
  server.chat('bob').messages.push({ id: 'quiet', from_agent: 'bob', content: 'quiet', created_at: '' });
  server.say('aria', 'x'.repeat(2 * 1024 * 1024));
  expect(await bob.contents).toEqual(['quiet']);
  server.say('aria', 'after');
  expect((await aria.contents).map(({ length }) => length)).toEqual([2 * 1024 * 1024, 5]);
  expect(opened()).toBe(1);
});

test.each<[string, Fault]>([
  ['refused with 503', { status: 503 }],
  ['broken off', { reset: true }],
])('behavior: polls at once while the stream is lost, and %s, then uses it again', async (_, fault) => {
  const { contents } = await listening('aria', 2);
  await until(() => server.streams.size === 1);
  const messages = server.chat('aria').messages;
  // Nothing announces it, and no poll is due for weeks.
  messages.push({ id: 'quiet', from_agent: 'aria', content: 'one', created_at: '' });
  server.fault = ({ kind }) => (kind === 'events' ? fault : undefined);
  for (const stream of server.streams) stream.destroy();
  const before = opened();
  await until(() => opened() > before);
  server.fault = () => undefined;
  await until(() => server.streams.size === 1);
  server.say('aria', 'two');
  expect(await contents).toEqual(['one', 'two']);
});

test('behavior: continues after a skipped event when the stream is lost', async () => {
  const sent: (string | undefined)[] = [];
  channel = new XMTPChannel(server.api, {
    // biome-ignore lint/correctness/useYield: it has skipped its only event.
    events: async function* (_officeId, options) {
      sent.push(options?.lastEventId);
      options?.onSkip?.({ id: '7', size: 2 ** 26 });
      throw Object.assign(new Error('too large'), { retryable: true });
    },
  });
  const { contents } = await listening('aria', 1);
  await until(() => sent.length === 2);
  expect(sent).toEqual([undefined, '7']);
  server.say('aria', 'one');
  expect(await contents).toEqual(['one']);
});
