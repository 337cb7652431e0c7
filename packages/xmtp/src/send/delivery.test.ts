import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ack, ChatServer, type Fault, frameOf } from '../../test/ChatServer.ts';
import { texts, upTo } from '../../test/messages.ts';
import type { SessionGap } from '../receive/SessionGap.ts';
import type { XMTPRoutes } from '../receive/XMTPRoutes.ts';
import { XMTPSession } from '../session/XMTPSession.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

const open = (options = {}) => new XMTPSession(server.api, 'office', 'aria', options);

/** Random numbers that are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Lets the agent send messages in bursts while a stream is read. Returns the messages of the stream. */
async function conversation(
  count: number,
  session: XMTPSession,
  random: () => number,
  say: (content: string) => void,
) {
  let said = 0;
  const talking = (async () => {
    while (said < count) {
      const burst = random() < 0.1 ? 150 : Math.floor(random() * 25);
      for (let index = 0; index < burst && said < count; index++) say(`${said++}`);
      await new Promise((resolve) => setTimeout(resolve, random() * 12));
    }
  })();
  const got: string[] = [];
  for await (const { content } of session.stream(3)) {
    got.push(content);
    if (content === 'that is all') break;
    if (got.length === count) {
      await talking;
      // A message that came twice would come before this one.
      server.say('aria', 'that is all');
    }
  }
  return got.slice(0, -1);
}

/** One request in ten goes wrong. */
function faults(random: () => number): () => Fault | undefined {
  const kinds: Fault[] = [
    { status: 503 },
    { status: 500, after: true },
    { reset: true },
    { reset: true, after: true },
    { delay: 15 },
  ];
  return () => (random() < 0.1 ? kinds[Math.floor(random() * kinds.length)] : undefined);
}

describe('pages of 20, every tenth request broken', () => {
  test.each(['oldest-first', 'newest-first'] as const)(
    'behavior: delivers 10,000 messages once and in order, 500 per millisecond, repeated in pages: %s',
    async (order) => {
      const random = randomFrom(order.length);
      server.order = order;
      // 500 messages share one time.
      let said = 0;
      server.now = () => NOON + Math.floor(said / 500);
      server.page = (messages) =>
        random() < 0.2
          ? messages.flatMap((message) => (random() < 0.2 ? [message, message] : [message]))
          : messages;
      for (const content of upTo(30)) server.say('aria', `history ${content}`);
      const gaps: SessionGap[] = [];
      const session = open({ pageSize: 20, onGap: (gap: SessionGap) => gaps.push(gap) });
      await session.receive();
      server.fault = faults(random);
      const got = await conversation(10_000, session, random, (content) => {
        server.say('aria', content);
        said++;
      });
      expect(got).toEqual(upTo(10_000));
      expect(gaps).toEqual([]);
    },
    240_000,
  );

  test('behavior: delivers 2,000 messages once, stored late, swapped, omitted from pages, with a jumping clock', async () => {
    const random = randomFrom(4711);
    let offset = 0;
    server.now = () => {
      if (random() < 0.01) offset = (random() - 0.5) * 7_200_000;
      return NOON + offset + performance.now();
    };
    server.page = (messages) => {
      const page = messages.filter(() => random() > 0.01);
      for (let index = 1; index < page.length; index++) {
        const [one, other] = [page[index - 1], page[index]];
        if (one && other && random() < 0.1) [page[index - 1], page[index]] = [other, one];
      }
      return page;
    };
    for (let second = 0; second < 300; second++) {
      server.say('aria', `history ${second}`, {
        created_at: new Date(NOON + (second - 300) * 1_000).toISOString(),
      });
    }
    const session = open({ pageSize: 20 });
    // A message that the first page leaves out is reported twice as history, and not lost.
    const { page } = server;
    server.page = (messages) => messages;
    await session.receive();
    server.page = page;
    server.fault = faults(random);
    const got = await conversation(2_000, session, random, (content) => {
      const { length } = server.chat('aria').messages;
      server.say('aria', content, { index: length - Math.floor(random() * 8) });
    });
    expect(got.map(Number).sort((a, b) => a - b)).toEqual(upTo(2_000).map(Number));
  });
});

/** Answers from memory, and counts how often it was asked. */
function quiet() {
  const asked = { count: 0 };
  const answer = async () => {
    asked.count++;
    return [];
  };
  const api = { listConversations: answer, getConversationMessages: answer } as unknown as XMTPRoutes;
  return { asked, api };
}

describe('a day without messages', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('behavior: polls every 10 s and leaves nothing behind', async () => {
    const { asked, api } = quiet();
    const session = new XMTPSession(api, 'office', 'aria');
    const next = session.stream().next();
    await vi.advanceTimersByTimeAsync(86_400_000);
    // Two requests a poll, as long as there is no conversation.
    expect(asked.count / 2).toBeGreaterThan(8_600);
    expect(asked.count / 2).toBeLessThan(8_700);
    expect(vi.getTimerCount()).toBe(1);
    await session.close();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('behavior: polls a failing server no more often', async () => {
    let asked = 0;
    const api = {
      listConversations: async () => {
        asked++;
        throw Object.assign(new Error('down'), { retryable: true, status: 503 });
      },
    } as unknown as XMTPRoutes;
    const session = new XMTPSession(api, 'office', 'aria');
    const next = session.stream().next();
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(asked).toBeGreaterThan(8_600);
    // Up to a quarter sooner, by chance.
    expect(asked).toBeLessThan(11_600);
    await session.close();
    await next;
  });
});

describe('the position', () => {
  test.each([-3_600_000, 3_600_000])(
    'behavior: works with a server’s clock that is %i ms off',
    async (off) => {
      server.now = () => Date.now() + off;
      server.acknowledge();
      for (const content of upTo(60)) server.say('aria', `history ${content}`);
      const session = open();
      await session.negotiate();
      server.say('aria', 'one');
      expect(texts(await session.receive())).toEqual(['one']);
      server.now = () => Date.now() - off;
      server.say('aria', 'two');
      expect(texts(await session.receive())).toEqual(['two']);
    },
  );

  test('behavior: delivers a thousand messages between two polls', async () => {
    const session = open();
    await session.receive();
    for (const content of upTo(1_000)) server.say('aria', content);
    expect(texts(await session.receive())).toEqual(upTo(1_000));
    expect(await session.receive()).toEqual([]);
  });

  test('behavior: does not deliver history from a longer page', async () => {
    for (const content of upTo(2_000)) server.say('aria', `history ${content}`);
    const session = open();
    await session.receive();
    for (const content of upTo(600)) server.say('aria', content);
    expect(texts(await session.receive())).toEqual(upTo(600));
    expect(await session.receive()).toEqual([]);
  });

  test('behavior: delivers a message that is stored before known ones', async () => {
    for (const content of upTo(100)) server.say('aria', `history ${content}`);
    const session = open();
    await session.receive();
    for (const content of upTo(40)) server.say('aria', content);
    expect(texts(await session.receive())).toEqual(upTo(40));
    server.say('aria', 'late', { index: 105 });
    server.say('aria', 'very late', { index: 98 });
    expect(texts(await session.receive()).sort()).toEqual(['late', 'very late']);
  });

  test('behavior: does not repeat messages after deletes and edits', async () => {
    for (const content of upTo(100)) server.say('aria', `history ${content}`);
    const session = open();
    await session.receive();
    const { messages } = server.chat('aria');
    messages.splice(60, 39);
    for (const message of messages) message.content += ' (edited)';
    server.say('aria', 'one');
    expect(texts(await session.receive())).toEqual(['one']);
    messages.splice(0, messages.length - 1);
    server.say('aria', 'two');
    expect(texts(await session.receive())).toEqual(['two']);
  });

  test('behavior: skips entries that are not messages', async () => {
    server.isStrict = false;
    const session = open();
    await session.receive();
    const good = server.say('aria', 'good');
    server.page = (messages) =>
      [{}, { ...good, id: undefined }, { ...good, content: 5 }, ...messages] as never;
    expect(texts(await session.receive())).toEqual(['good']);
  });

  test('behavior: polls a quiet conversation with one request of the usual size', async () => {
    for (const content of upTo(300)) server.say('aria', `history ${content}`);
    const session = open();
    await session.receive();
    server.say('aria', 'one');
    await session.receive();
    server.requests.length = 0;
    await session.receive();
    expect(server.requests.map(({ kind }) => kind)).toEqual(['read']);
  });
});

test('behavior: delivers 28,000 messages once from a server that ignores the limit', async () => {
  server.mindsLimit = false;
  for (const content of upTo(12_000)) server.say('aria', `history ${content}`);
  const session = open();
  const got = texts(await session.receive());
  for (let said = 0; said < 16_000; said += 4_000) {
    for (const content of upTo(4_000)) server.say('aria', `${said + Number(content)}`);
    got.push(...texts(await session.receive()));
  }
  expect(got).toEqual(upTo(16_000));
});

describe('a server with short pages', () => {
  test('behavior: reports messages that are no longer available, and delivers the others', async () => {
    server.most = 30;
    for (const content of upTo(100)) server.say('aria', `history ${content}`);
    const gaps: SessionGap[] = [];
    const session = open({ onGap: (gap: SessionGap) => gaps.push(gap) });
    await session.receive();
    for (const content of upTo(100)) server.say('aria', content);
    expect(texts(await session.receive())).toEqual(upTo(100).slice(70));
    const { messages } = server.chat('aria');
    expect(gaps).toEqual([
      { officeId: 'office', agentName: 'aria', after: messages[99]?.id, before: messages[170]?.id },
    ]);
    server.say('aria', 'more');
    expect(texts(await session.receive())).toEqual(['more']);
    expect(gaps).toHaveLength(1);
  });

  test.each(['oldest-first', 'newest-first'] as const)(
    'behavior: reports them in a conversation that was empty: before the first poll, %s',
    async (order) => {
      server.order = order;
      server.most = 30;
      const gaps: SessionGap[] = [];
      const session = open({ onGap: (gap: SessionGap) => gaps.push(gap) });
      await session.receive();
      for (const content of upTo(100)) server.say('aria', content);
      expect(await session.receive()).toHaveLength(30);
      expect(gaps).toEqual([
        { officeId: 'office', agentName: 'aria', after: '', before: expect.stringMatching(/^msg_/) },
      ]);
      server.say('aria', 'more');
      expect(texts(await session.receive())).toEqual(['more']);
      expect(gaps).toHaveLength(1);
    },
  );

  test('behavior: reports them in a new session, between its START and the first poll', async () => {
    // A limit that is no round number.
    server.most = 33;
    server.onPost = ({ content }, { peer }) => {
      const frame = frameOf(content);
      if (frame?.type !== '__SESSION_START__') return;
      for (const text of upTo(100)) server.say(peer, text);
      server.say(peer, ack(frame.session_id));
    };
    const gaps: SessionGap[] = [];
    const session = open({ onGap: (gap: SessionGap) => gaps.push(gap) });
    await session.negotiate();
    expect(texts(await session.receive())).toEqual(upTo(100).slice(-32));
    expect(gaps).toHaveLength(1);
  });

  test('behavior: reports no gap in a new session with a complete page', async () => {
    server.onPost = ({ content }, { peer }) => {
      const frame = frameOf(content);
      if (frame?.type !== '__SESSION_START__') return;
      for (const text of upTo(98)) server.say(peer, text);
      server.say(peer, ack(frame.session_id));
    };
    const gaps: SessionGap[] = [];
    const session = open({ onGap: (gap: SessionGap) => gaps.push(gap) });
    await session.negotiate();
    expect(texts(await session.receive())).toEqual(upTo(98));
    expect(gaps).toEqual([]);
  });

  test('behavior: reports no gap in an empty conversation', async () => {
    const gaps: SessionGap[] = [];
    server.say('aria', 'history');
    const session = open({ onGap: (gap: SessionGap) => gaps.push(gap) });
    await session.receive();
    server.chat('aria').messages.length = 0;
    expect(await session.receive()).toEqual([]);
    expect(gaps).toEqual([]);
  });
});
