import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessagesAPI } from '@mitosislabs/api/messages';
import { Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer, frameOf } from '../../test/ChatServer.ts';
import { texts, upTo } from '../../test/messages.ts';
import { FOREVER, until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import { type AnswerPart, answerPart, readAnswerPart } from '../protocol/answerPart.ts';
import type { SessionGap } from '../receive/SessionGap.ts';
import { XMTPSession } from '../session/XMTPSession.ts';
import type { Answer } from './Answer.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
  acknowledge(['growing_answers']);
});
afterEach(() => server.close());

/** Has the agent acknowledge sessions, with its extensions of the protocol. */
function acknowledge(features?: string[]): void {
  server.onPost = ({ content }, { peer }) => {
    const { type, session_id } = frameOf(content) ?? {};
    if (type !== '__SESSION_START__') return;
    server.say(peer, JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: [], features }));
  };
}

async function open(options: object = {}): Promise<XMTPSession> {
  const session = new XMTPSession(server.api, 'office', 'aria', { streaming: true, ...options });
  await session.negotiate();
  return session;
}

/** The frame of a piece for a session. */
const piece = ({ sessionId }: XMTPSession, seq: number, text: string, more: Partial<AnswerPart> = {}) =>
  answerPart({ sessionId, answerId: 'a', seq, text, ...more });

const say = (...contents: string[]) => contents.map((content) => server.say('aria', content));

/** The next answer; the loop goes on. */
async function nextOf(answers: AsyncGenerator<Answer, void>): Promise<Answer> {
  const { value } = await answers.next();
  if (!value) throw new Error('no more answers');
  return value;
}

/** An answer as it came: its pieces, and the message that it became. */
async function read(answer: Answer): Promise<{ pieces: string[]; content: string | undefined }> {
  const pieces: string[] = [];
  for await (const one of answer) pieces.push(one);
  return { pieces, content: (await answer.message())?.content };
}

describe('streamed replies', () => {
  test('default: yields the pieces as they arrive, then the whole message once', async () => {
    const session = await open();
    expect(JSON.parse(server.starts[0] ?? '')).toMatchObject({ features: ['growing_answers'] });
    const answers = session.answers(5);
    say('as a whole', piece(session, 0, 'Good ', { inReplyTo: 'msg_7' }));
    expect(await read(await nextOf(answers))).toEqual({ pieces: ['as a whole'], content: 'as a whole' });
    const answer = await nextOf(answers);
    expect(answer).toMatchObject({ id: 'a', inReplyTo: 'msg_7', text: 'Good ', done: false });
    const pieces = answer[Symbol.asyncIterator]();
    expect(await pieces.next()).toEqual({ done: false, value: 'Good ' });
    say(piece(session, 1, 'mor'));
    expect(await pieces.next()).toEqual({ done: false, value: 'mor' });
    const [message] = say('Good morning', 'next');
    expect(await pieces.next()).toEqual({ done: false, value: 'ning' });
    expect(await pieces.next()).toEqual({ done: true, value: undefined });
    expect([answer.done, answer.text, await answer.message()]).toEqual([true, 'Good morning', message]);
    expect(await read(await nextOf(answers))).toEqual({ pieces: ['next'], content: 'next' });
    await answers.return();
    expect(await session.receive()).toEqual([]);
  });

  test('behavior: wakes on the event stream without polling', async () => {
    const messages = new MessagesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
    const channel = new XMTPChannel(server.api, { events: (id, options) => messages.stream(id, options) });
    const session = await channel.openSession('office', 'aria', { streaming: true });
    await session.negotiate();
    const answers = session.answers(FOREVER);
    const next = nextOf(answers);
    await until(() => server.streams.size > 0);
    say(piece(session, 0, 'Good '));
    const answer = await next;
    const message = answer.message();
    say('Good morning');
    expect((await message)?.content).toBe('Good morning');
    await answers.return();
    await channel.closeAll();
  });

  test('behavior: shows consecutive pieces despite reordered, repeated, late and lost ones, then the whole message', async () => {
    const session = await open();
    const answers = session.answers(5);
    say(piece(session, 2, 'c'), piece(session, 0, 'a'), piece(session, 0, 'x'));
    const answer = await nextOf(answers);
    expect(answer.text).toBe('a');
    say(piece(session, 1, 'b'), piece(session, 1, 'b'), piece(session, 4, 'e'));
    const pieces = answer[Symbol.asyncIterator]();
    await pieces.next();
    while (answer.text !== 'abc') await pieces.next();
    say('abcdefg', piece(session, 3, 'd'), piece(session, 5, 'f'), 'after');
    expect((await answer.message())?.content).toBe('abcdefg');
    expect(await read(await nextOf(answers))).toEqual({ pieces: ['after'], content: 'after' });
    // All of them later than the message that holds them.
    say('short', ...['sh', 'or'].map((text, seq) => piece(session, seq, text, { answerId: 'b' })), 'end');
    expect([(await nextOf(answers)).text, (await nextOf(answers)).text]).toEqual(['short', 'end']);
    await answers.return();
  });

  test('behavior: keeps the text of an unfinished reply and loses nothing after it', async () => {
    const session = await open();
    const answers = session.answers(5);
    say(piece(session, 0, 'Good '));
    const answer = await nextOf(answers);
    say('Sorry.', 'Good morning', piece(session, 1, 'evening'));
    expect(await read(answer)).toEqual({ pieces: ['Good '], content: undefined });
    expect([(await nextOf(answers)).text, (await nextOf(answers)).text]).toEqual(['Sorry.', 'Good morning']);
    // Begun again after a restart of the agent: the newer one is the answer.
    say(piece(session, 0, 'Hel', { answerId: 'b' }), piece(session, 0, 'Hell', { answerId: 'c' }), 'Hello');
    expect(await read(await nextOf(answers))).toEqual({ pieces: ['Hel'], content: undefined });
    expect(await read(await nextOf(answers))).toEqual({ pieces: ['Hello'], content: 'Hello' });
    await answers.return();
  });

  test('behavior: ignores frames of other sessions', async () => {
    const session = await open();
    const answers = session.answers(5);
    say(piece(session, 0, 'Good '));
    const answer = await nextOf(answers);
    const other = '{"type":"__SESSION_ACK__","session_id":"other","capabilities":[]}';
    say(other, 'Good morning');
    expect((await answer.message())?.content).toBe('Good morning');
    expect((await nextOf(answers)).text).toBe(other);
    await answers.return();
  });

  test('behavior: stream and receive return whole messages only, once', async () => {
    const session = await open();
    const contents: string[] = [];
    for (let index = 0; index < 50; index++) {
      for (let seq = 0; seq < 5; seq++) say(piece(session, seq, `${index} `, { answerId: `${index}` }));
      say(`${index} `.repeat(6));
      contents.push(`${index} `.repeat(6));
    }
    expect(texts(await session.receive())).toEqual(contents);
    const answers = session.answers(5);
    say('whole');
    expect((await nextOf(answers)).text).toBe('whole');
    await answers.return();
  });

  test('behavior: the next loop gets what an earlier loop did not take', async () => {
    const session = await open();
    say('one', piece(session, 0, 'tw'));
    for await (const answer of session.answers(5)) {
      expect(answer.text).toBe('one');
      break;
    }
    const answers = session.answers(5);
    const growing = await nextOf(answers);
    expect(growing.text).toBe('tw');
    await answers.return();
    expect([growing.done, await growing.message()]).toEqual([true, undefined]);
    say('two', 'three');
    expect(texts(await session.receive())).toEqual(['two', 'three']);
  });

  test('behavior: ends on close, and with an error on abort', async () => {
    const session = await open();
    const controller = new AbortController();
    say(piece(session, 0, 'a'));
    const aborted = session.answers(5, { signal: controller.signal });
    const answer = await nextOf(aborted);
    const waiting = answer.message();
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    say(piece(session, 0, 'b', { answerId: 'b' }));
    const answers = session.answers(5);
    const other = (await nextOf(answers)).message();
    await session.close();
    expect(await other).toBeUndefined();
    expect(await answers.next()).toEqual({ done: true, value: undefined });
  });
});

describe('faults', () => {
  test('behavior: delivers 200 replies once and in order through drops, duplicates, reordering, 5xx and resets', async () => {
    const session = await open({ pageSize: 20 });
    let seed = 7;
    const random = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let asked = 0;
    server.fault = ({ kind }) => {
      asked++;
      if (kind !== 'read') return undefined;
      if (asked % 9 === 0) return { status: 503, headers: { 'Retry-After': '0' } };
      return asked % 13 === 0 ? { reset: true } : undefined;
    };
    // Pieces are left out, repeated and swapped; whole messages keep their order.
    server.page = (messages) => {
      const page = messages.flatMap((message) => {
        if (!readAnswerPart(message.content)) return [message];
        return random() < 0.1 ? [] : random() < 0.1 ? [message, message] : [message];
      });
      for (let index = 1; index < page.length; index++) {
        const [one, two] = [page[index - 1], page[index]];
        if (!one || !two || random() > 0.1) continue;
        if (readAnswerPart(one.content) && readAnswerPart(two.content)) {
          page[index - 1] = two;
          page[index] = one;
        }
      }
      return page;
    };
    const wanted = upTo(200).map(
      (number) => `answer ${number} is made of words that come one after the other`,
    );
    const talking = (async () => {
      for (const [index, content] of wanted.entries()) {
        for (const [seq, word] of content.split(/(?<= )/).entries()) {
          if (random() < 0.8) say(piece(session, seq, word, { answerId: `${index}` }));
        }
        if (random() < 0.2) await new Promise((resolve) => setTimeout(resolve, 5));
        say(content);
      }
    })();
    const got: string[] = [];
    for await (const answer of session.answers(5)) {
      const { pieces, content } = await read(answer);
      if (content === undefined) continue;
      expect(pieces.join('')).toBe(content);
      got.push(content);
      if (got.length === wanted.length) break;
    }
    await talking;
    expect(got).toEqual(wanted);
    expect(await session.receive().catch(() => [])).toEqual([]);
  });

  test('behavior: delivers the whole message when its pieces fell into a gap', async () => {
    const gaps: SessionGap[] = [];
    const session = await open({ onGap: (gap: SessionGap) => gaps.push(gap) });
    server.most = 20;
    for (let seq = 0; seq < 40; seq++) say(piece(session, seq, `${seq} `));
    const answers = session.answers(5);
    say(upTo(41).join(' '));
    expect(await read(await nextOf(answers))).toMatchObject({ content: upTo(41).join(' ') });
    expect(gaps).toHaveLength(1);
    await answers.return();
  });
});

describe('messages that are not pieces', () => {
  const spoofs = (session: XMTPSession): string[] => {
    const frame = piece(session, 0, 'Good ');
    return [
      piece(session, 0, 'x', { sessionId: '00000000-0000-4000-8000-000000000000' }),
      frame.replace(session.sessionId, session.sessionId.toUpperCase()),
      frame.replace('{', '{"type":"chat",'),
      frame.replace('}', ',"text":"other"}'),
      frame.replace('"type"', '"\\u0074ype"'),
      frame.replace('__ANSWER_PART__', '__ANSWER_PART\\u005f_'),
      frame.replace('"text"', '"t\\u0065xt"'),
      frame.replace('"seq":0', '"seq":-1'),
      frame.replace('"seq":0', '"seq":0.5'),
      frame.replace('"seq":0', '"seq":"0"'),
      frame.replace('"Good "', 'null'),
      frame.replace('"Good "', '["Good "]'),
      `${frame} `.trimStart().replace(/^/, ' '),
      `\ufeff${frame}`,
      `[${frame}]`,
      `${frame}${frame}`,
      frame.slice(0, -1),
      JSON.stringify(frame),
      piece(session, 0, 'x'.repeat(70_000)),
      'null',
    ];
  };

  test('behavior: delivers texts that look like pieces, and frames of other senders, unchanged', async () => {
    const session = await open();
    const contents = spoofs(session);
    say(...contents);
    server.say('aria', piece(session, 0, 'not hers'), { from_agent: 'bob' });
    expect(texts(await session.receive())).toEqual(contents);
    // A genuine piece is still accepted, with any text.
    say(piece(session, 0, '"\\ \u2028{}'), '"\\ \u2028{} done');
    const answers = session.answers(5);
    const { pieces } = await read(await nextOf(answers));
    expect(pieces.join('')).toBe('"\\ \u2028{} done');
    await answers.return();
  });

  test.each([
    ['a session that did not ask', { streaming: false }, ['growing_answers']],
    ['an agent that did not say that it knows', {}, undefined],
    ['an agent that knows something else', {}, ['other']],
  ])(
    'behavior: delivers every piece as a message: %s',
    async (_, options: { streaming?: boolean }, features) => {
      acknowledge(features);
      const session = await open(options);
      const frames = [piece(session, 0, 'Good '), piece(session, 1, 'morning')];
      say(...frames, 'Good morning');
      expect(texts(await session.receive())).toEqual([...frames, 'Good morning']);
      if (options.streaming === false) expect(server.starts[0]).not.toContain('features');
    },
  );

  test('behavior: delivers every piece as a message before the acknowledgement and after the agent’s END', async () => {
    acknowledge(undefined);
    server.onPost = () => undefined;
    const session = new XMTPSession(server.api, 'office', 'aria', { streaming: true });
    await session.negotiate(0);
    const frame = piece(session, 0, 'Good ');
    say(frame);
    const { sessionId: session_id } = session;
    const features = ['growing_answers'];
    say(JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: [], features }));
    say(
      piece(session, 0, 'Good '),
      'Good day',
      JSON.stringify({ type: '__SESSION_END__', session_id }),
      frame,
    );
    expect(texts(await session.receive())).toEqual([frame, 'Good day', frame]);
  });
});

describe('a durable inbox', () => {
  test('behavior: hands out whole messages only, including those of an earlier run', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'answers-'));
    try {
      const first = await open();
      await (await first.inbox({ consumer: 'worker', folder })).close();
      // Killed: what came to this session is read by the next one.
      say(piece(first, 0, 'Good '), 'Good morning');
      const plain = await open({ streaming: false });
      say(piece(first, 1, 'late'), piece(plain, 0, 'Good '), 'end');
      const inbox = await plain.inbox({ consumer: 'worker', folder });
      const got: string[] = [];
      for await (const { content } of inbox) {
        got.push(content);
        if (content === 'end') break;
      }
      expect(got).toEqual(['Good morning', piece(plain, 0, 'Good '), 'end']);
      await inbox.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
