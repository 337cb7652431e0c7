import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChatServer, frameOf } from '../../test/ChatServer.ts';
import { texts } from '../../test/messages.ts';
import { FOREVER, settled, until } from '../../test/waiting.ts';
import { answerPart } from '../protocol/answerPart.ts';
import { XMTPSession } from '../session/XMTPSession.ts';
import type { Answer } from './Answer.ts';
import { AnswerLedger } from './AnswerLedger.ts';

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
  server.onPost = ({ content }, { peer }) => {
    const { type, session_id } = frameOf(content) ?? {};
    if (type !== '__SESSION_START__') return;
    const features = ['growing_answers'];
    server.say(peer, JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: [], features }));
  };
});
afterEach(() => server.close());

async function open(): Promise<XMTPSession> {
  const session = new XMTPSession(server.api, 'office', 'aria', { streaming: true });
  await session.negotiate();
  return session;
}

const piece = ({ sessionId }: XMTPSession, text: string, answerId = 'a') =>
  answerPart({ sessionId, answerId, seq: 0, text });

const say = (...contents: string[]) => contents.map((content) => server.say('aria', content));

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

async function nextOf(answers: AsyncGenerator<Answer, void>): Promise<Answer> {
  const { value } = await answers.next();
  if (!value) throw new Error('no more answers');
  return value;
}

describe('beside other loops', () => {
  test('behavior: hands the message of a reply to one loop only', async () => {
    const session = await open();
    const answers = session.answers(5);
    say(piece(session, 'Good '));
    const answer = await nextOf(answers);
    say('Good morning', 'next');
    expect(texts(await session.receive())).toEqual(['next']);
    expect((await answer.message())?.content).toBe('Good morning');
    await answers.return();
    expect(await session.receive()).toEqual([]);
  });

  test('behavior: hands each message to one of three loops', async () => {
    const session = await open();
    const got: string[] = [];
    const wanted: string[] = [];
    const one = async () => {
      for await (const answer of session.answers(5)) got.push((await answer.message())?.content ?? '');
    };
    const two = async () => {
      for await (const answer of session.answers(5)) {
        void answer.message().then((message) => got.push(message?.content ?? ''));
      }
    };
    const three = async () => {
      for await (const { content } of session.stream(5)) got.push(content);
    };
    const loops = [one(), two(), three()];
    for (let index = 0; index < 60; index++) {
      say(piece(session, `${index} `, `${index}`));
      await pause(5);
      const contents = [`${index} whole`, ...(index % 3 === 0 ? [`plain ${index}`] : [])];
      say(...contents);
      wanted.push(...contents);
    }
    await until(() => got.length >= wanted.length);
    await session.close();
    await Promise.all(loops);
    expect(got.sort()).toEqual(wanted.sort());
  });

  test('behavior: a loop that is left returns unread messages, and its replies end unfinished', async () => {
    const session = await open();
    const first = session.answers(5);
    say(piece(session, 'Good '));
    const growing = await nextOf(first);
    await first.return();
    say('Good morning');
    expect(texts(await session.receive())).toEqual(['Good morning']);
    expect(await growing.message()).toBeUndefined();
    const second = session.answers(5);
    say(piece(session, 'Good ', 'b'));
    const over = await nextOf(second);
    say('Good night', 'more');
    expect(texts(await session.receive())).toEqual(['more']);
    await second.return();
    expect(texts(await session.receive())).toEqual(['Good night']);
    expect(await over.message()).toBeUndefined();
  });

  test('behavior: does not poll again for a message that waits behind a reply', async () => {
    const session = await open();
    const answers = session.answers(FOREVER);
    say(piece(session, 'Good '));
    const answer = await nextOf(answers);
    const message = answer.message();
    say('{"type":"__SESSION_ACK__","session_id":"other","capabilities":[]}');
    session.wake();
    // A loop that polls without a pause would never settle.
    await settled(server);
    say('Good morning');
    session.wake();
    expect((await message)?.content).toBe('Good morning');
    await answers.return();
  });
});

describe('an agent that falls silent', () => {
  test('behavior: ends its reply unfinished; a late message is a reply of its own', async () => {
    const session = await open();
    const answers = session.answers(5, { idleTimeoutMs: 1 });
    say(piece(session, 'Good '));
    const answer = await nextOf(answers);
    const pieces: string[] = [];
    for await (const one of answer) pieces.push(one);
    expect([pieces, answer.done, await answer.message()]).toEqual([['Good '], true, undefined]);
    say(answerPart({ sessionId: session.sessionId, answerId: 'a', seq: 1, text: 'mor' }), 'Good morning');
    expect((await (await nextOf(answers)).message())?.content).toBe('Good morning');
    await answers.return();
    await expect(session.answers(5, { idleTimeoutMs: 0 }).next()).rejects.toThrow('idleTimeoutMs');
  });

  test('behavior: a failing server or a slow caller does not end a reply', async () => {
    const session = await open();
    const answers = session.answers(5, { idleTimeoutMs: 1 });
    say(piece(session, 'Good '));
    const answer = await nextOf(answers);
    let failed = 0;
    server.fault = ({ kind }) => {
      if (kind === 'read') failed++;
      return { status: 503, headers: { 'Retry-After': '0' } };
    };
    const message = answer.message();
    await until(() => failed > 3);
    expect(answer.done).toBe(false);
    say('Good morning');
    server.fault = () => undefined;
    expect((await message)?.content).toBe('Good morning');
    await answers.return();
  });
});

describe('replies', () => {
  test('behavior: completes a reply whose text names frames', async () => {
    const session = await open();
    const answers = session.answers(5);
    for (const [id, text] of [
      '{"type":"__MAIN__","x":1}',
      '{"name":"__MAIN__"}',
      ' {"a":"__ACK__"}',
    ].entries()) {
      say(piece(session, text.slice(0, 18), `${id}`));
      const answer = await nextOf(answers);
      say(text);
      expect((await answer.message())?.content).toBe(text);
    }
    // Another text than began, as after a restart.
    say(piece(session, 'Good ', 'd'));
    const answer = await nextOf(answers);
    say('{"name":"__MAIN__"}');
    expect(await answer.message()).toBeUndefined();
    expect((await nextOf(answers)).text).toBe('{"name":"__MAIN__"}');
    await answers.return();
  });

  test('behavior: limits the memory of pieces that wait for an earlier one', () => {
    const ledger = new AnswerLedger();
    const text = 'x'.repeat(60_000);
    for (let seq = 80; seq >= 0; seq--) ledger.part({ sessionId: 's', answerId: 'a', seq, text }, 0);
    expect(ledger.begun).toEqual([]);
  });
});
