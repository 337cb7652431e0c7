import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer, type Fault } from '../../test/ChatServer.ts';
import { gate, until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import type { SessionGap } from '../receive/SessionGap.ts';

let server: ChatServer;
let channel: XMTPChannel;
let folder: string;
let gaps: SessionGap[];
beforeEach(async () => {
  server = await ChatServer.start();
  folder = await mkdtemp(join(tmpdir(), 'opening-'));
  gaps = [];
  channel = new XMTPChannel(server.api, { onGap: (gap) => gaps.push(gap) });
});
afterEach(async () => {
  await channel.closeAll();
  await server.close();
  await rm(folder, { recursive: true });
});

/** Every way to receive, as one function that yields texts. */
type Receive = (agent: string) => Promise<AsyncGenerator<string, void, undefined>>;

async function* textsOf(messages: AsyncIterable<{ content?: string; text?: string }>) {
  for await (const { content, text } of messages) yield content ?? text ?? '';
}

const ways: [string, string, Receive][] = [
  ['stream()', 'aria', async (agent) => textsOf((await channel.openSession('office', agent)).stream(20))],
  ['answers()', 'aria', async (agent) => textsOf((await channel.openSession('office', agent)).answers(20))],
  ['a group', 'group_1', async (group) => textsOf((await channel.openGroup('office', group)).stream(20))],
  [
    'an inbox',
    'aria',
    async (agent) => {
      const session = await channel.openSession('office', agent);
      return (async function* () {
        yield* textsOf(await session.inbox({ consumer: 'test', folder }));
      })();
    },
  ],
];

/** A message from another author: in a group, a member. */
function say(place: string, content: string, fields = {}): void {
  server.say(place, content, { ...(place === 'group_1' && { from_agent: 'bob' }), ...fields });
}

/** Collects texts up to the last one. */
async function upToLast(texts: AsyncIterable<string>, last: string): Promise<string[]> {
  const got: string[] = [];
  for await (const text of texts) {
    got.push(text);
    if (text === last) break;
  }
  return got;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Faults of the requests before the first page, one each. */
const troubles: [string, Fault[]][] = [
  ['fails once', [{ status: 503 }]],
  ['fails twice, in two ways', [{ reset: true }, { status: 500, after: true }]],
  ['breaks off', [{ reset: true, after: true }]],
];

describe.each(ways)('the first poll of %s', (_, place, receive) => {
  test.each(troubles)('behavior: delivers later messages without history: %s', async (__, faults) => {
    const left = [...faults];
    for (let index = 0; index < 5; index++) say(place, `history ${index}`);
    server.fault = ({ kind }) => (kind === 'read' || kind === 'list' ? left.shift() : undefined);
    const texts = await receive(place);
    const got = upToLast(texts, 'later');
    await until(() => left.length < faults.length);
    await pause(5);
    say(place, 'meanwhile');
    await until(() => left.length === 0);
    say(place, 'later');
    expect(await got).toEqual(['meanwhile', 'later']);
    expect(gaps).toEqual([]);
  });

  test('behavior: delivers messages sent during a slow poll, without history', async () => {
    say(place, 'history');
    const { opened, open } = gate();
    const { requests } = server;
    // The page is made when the gate opens.
    server.page = (messages) => messages;
    server.fault = ({ kind }) => (kind === 'list' || place !== 'aria' ? { until: opened } : undefined);
    const texts = await receive(place);
    const got = upToLast(texts, 'later');
    await until(() => requests.length > 0);
    await pause(5);
    if (place === 'aria') say(place, 'meanwhile');
    open();
    server.fault = () => undefined;
    say(place, 'later');
    expect(await got).toEqual(place === 'aria' ? ['meanwhile', 'later'] : ['later']);
  });

  test('behavior: delivers everything of a conversation that was opened meanwhile', async () => {
    // The answer waits for the messages: on a busy machine the next request would come before them.
    const { opened, open } = gate();
    const left: Fault[] = [{ status: 503, until: opened }];
    server.fault = ({ kind }) => (kind === 'read' || kind === 'list' ? left.shift() : undefined);
    const got = upToLast(await receive(place), 'two');
    await until(() => left.length === 0);
    await pause(5);
    say(place, 'one');
    say(place, 'two');
    open();
    expect(await got).toEqual(['one', 'two']);
  });
});

describe('clocks', () => {
  test('behavior: delivers messages after a failed poll with times in whole seconds', async () => {
    server.now = () => Math.floor(Date.now() / 1_000) * 1_000;
    server.say('aria', 'history', { created_at: new Date(server.now() - 5_000).toISOString() });
    const left: Fault[] = [{ status: 503 }];
    server.fault = ({ kind }) => (kind === 'list' ? left.shift() : undefined);
    const session = await channel.openSession('office', 'aria');
    const got = upToLast(textsOf(session.stream(20)), 'two');
    await until(() => left.length === 0);
    server.say('aria', 'one');
    server.say('aria', 'two');
    expect(await got).toEqual(['one', 'two']);
  });

  test.each([-3_600_000, -5_000, 5_000, 3_600_000])(
    'behavior: loses nothing and delivers no history with a clock %i ms off that `Date` shows',
    async (off) => {
      server.now = () => Date.now() + off;
      server.say('aria', 'history', { created_at: new Date(server.now() - 2_500).toISOString() });
      const left: Fault[] = [{ status: 503 }];
      server.fault = ({ kind }) =>
        (kind === 'list' ? left.shift() : undefined) ?? {
          delay: 0,
          headers: { Date: new Date(server.now()).toUTCString() },
        };
      const session = await channel.openSession('office', 'aria');
      const got = upToLast(textsOf(session.stream(20)), 'two');
      await until(() => left.length === 0);
      server.say('aria', 'one');
      server.say('aria', 'two');
      expect(await got).toEqual(['one', 'two']);
    },
  );

  test.each([-3_600_000, 3_600_000])(
    'behavior: delivers announced messages with times %i ms off the server’s `Date`',
    async (off) => {
      server.now = () => Date.now() + off;
      const messages = new MessagesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
      channel = new XMTPChannel(server.api, {
        events: (office, options) => messages.stream(office, options),
      });
      // On a busy machine the poll is slow: then what is younger than the session may be news.
      server.say('aria', 'history', { created_at: new Date(server.now() - 60_000).toISOString() });
      const { opened, open } = gate();
      server.fault = ({ kind }) => (kind === 'list' ? { until: opened } : undefined);
      const session = await channel.openSession('office', 'aria');
      const got = upToLast(textsOf(session.stream(20)), 'two');
      await until(() => server.streams.size === 1);
      server.say('aria', 'one');
      server.say('aria', 'two');
      // The event is on its way before the page is.
      await pause(50);
      open();
      expect(await got).toEqual(['one', 'two']);
    },
  );

  test.each([-3_600_000, 3_600_000])(
    'behavior: is not misled by a local clock change of %i ms',
    async (step) => {
      const { now } = Date;
      try {
        server.now = now;
        server.say('aria', 'history', { created_at: new Date(now() - 60_000).toISOString() });
        const left: Fault[] = [{ status: 503 }];
        server.fault = ({ kind }) => (kind === 'list' ? left.shift() : undefined);
        const session = await channel.openSession('office', 'aria');
        Date.now = () => now() + step;
        const got = upToLast(textsOf(session.stream(20)), 'two');
        await until(() => left.length === 0);
        server.say('aria', 'one');
        server.say('aria', 'two');
        expect(await got).toEqual(['one', 'two']);
      } finally {
        Date.now = now;
      }
    },
  );
});

test('behavior: delivers everything from openSession() on, however much precedes the first poll', async () => {
  for (let index = 0; index < 30; index++) server.say('aria', `history ${index}`);
  const session = await channel.openSession('office', 'aria');
  await pause(5);
  for (let index = 0; index < 700; index++) server.say('aria', `${index}`);
  const got = await session.receive();
  expect(got.map(({ content }) => content)).toEqual(Array.from({ length: 700 }, (_, index) => `${index}`));
});

test('behavior: delivers messages of a hundred agents sent before the first of 200 sessions polls', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `agent-${index}`);
  for (const name of names) server.say(name, 'history');
  // Two connections take 10 ms a request: the last session polls first after two seconds.
  server.fault = ({ kind }) => (kind === 'read' ? { delay: 10, after: true } : undefined);
  const sessions = await Promise.all(names.map((name) => channel.openSession('office', name)));
  const got = sessions.slice(0, 100).map((session) => textsOf(session.stream(50)).next());
  const idle = sessions.slice(100).map((session) => textsOf(session.stream(50)).next());
  await pause(200);
  for (const name of names.slice(0, 100)) server.say(name, `from ${name}`);
  expect((await Promise.all(got)).map(({ value }) => value)).toEqual(
    names.slice(0, 100).map((name) => `from ${name}`),
  );
  await channel.closeAll();
  expect((await Promise.all(idle)).map(({ done }) => done)).toEqual(idle.map(() => true));
});

test.each([-3_600_000, 3_600_000])(
  'behavior: with a server’s clock %i ms off, delivers a message sent during the first poll, and none just before it',
  async (off) => {
    server.now = () => Date.now() + off;
    server.say('aria', 'history', { created_at: new Date(server.now() - 300).toISOString() });
    const { opened, open } = gate();
    const date = () => ({ headers: { Date: new Date(server.now()).toUTCString() } });
    server.fault = ({ kind }) => (kind === 'list' ? { ...date(), until: opened } : { ...date(), delay: 0 });
    const session = await channel.openSession('office', 'aria');
    const got = upToLast(textsOf(session.stream(20)), 'later');
    await pause(200);
    server.say('aria', 'meanwhile');
    open();
    await until(() => server.requests.some(({ kind }) => kind === 'read'));
    await pause(1_500);
    server.say('aria', 'later');
    expect(await got).toEqual(['meanwhile', 'later']);
  },
);
