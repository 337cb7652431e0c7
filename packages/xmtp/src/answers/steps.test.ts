import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatServer, frameOf } from '../../test/ChatServer.ts';
import { texts } from '../../test/messages.ts';
import { type AnswerPart, answerPart, readAnswerPart } from '../protocol/answerPart.ts';
import { XMTPSession } from '../session/XMTPSession.ts';

let server: ChatServer;
let session: XMTPSession;
beforeEach(async () => {
  server = await ChatServer.start();
  server.onPost = ({ content }, { peer }) => {
    const { type, session_id } = frameOf(content) ?? {};
    if (type !== '__SESSION_START__') return;
    const features = ['growing_answers'];
    server.say(peer, JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: [], features }));
  };
  session = new XMTPSession(server.api, 'office', 'aria', { streaming: true });
  await session.negotiate();
});
afterEach(() => server.close());

const say = (...contents: string[]) => contents.map((content) => server.say('aria', content));
const part = (seq: number, more: Partial<AnswerPart>) =>
  answerPart({ sessionId: session.sessionId, answerId: 'a', seq, text: '', ...more });

test('default: an answer begins with its first step; each step is seen until text follows', async () => {
  const answers = session.answers(5);
  say(part(0, { step: 'reading report.md …' }));
  const answer = (await answers.next()).value;
  const pieces = answer?.[Symbol.asyncIterator]();
  const next = async () => [(await pieces?.next())?.value, answer?.step, answer?.text];
  expect(await next()).toEqual(['', 'reading report.md …', '']);
  say(part(1, { step: 'thinking …' }));
  expect(await next()).toEqual(['', 'thinking …', '']);
  say(part(2, { text: 'Good ' }));
  expect(await next()).toEqual(['Good ', undefined, 'Good ']);
  say(part(3, { step: 'writing …' }));
  expect(await next()).toEqual(['', 'writing …', 'Good ']);
  say('Good morning');
  expect(await next()).toEqual(['morning', undefined, 'Good morning']);
  expect((await pieces?.next())?.done).toBe(true);
  expect((await answer?.message())?.content).toBe('Good morning');
  await answers.return();
});

test('behavior: steps that come late, twice or in another order change nothing but the step', async () => {
  const answers = session.answers(5);
  say(
    part(2, { step: 'second' }),
    part(0, { step: 'first' }),
    part(2, { step: 'again' }),
    part(1, { text: 'Good ' }),
  );
  const answer = (await answers.next()).value;
  expect([answer?.text, answer?.step]).toEqual(['Good ', 'second']);
  say('Good morning', part(3, { step: 'late' }), 'next');
  expect((await answer?.message())?.content).toBe('Good morning');
  expect((await (await answers.next()).value?.message())?.content).toBe('next');
  await answers.return();
});

test('behavior: receive() and stream() give messages only', async () => {
  say(part(0, { step: 'reading …' }), 'Good morning');
  expect(texts(await session.receive())).toEqual(['Good morning']);
});

test('behavior: a step with any text is read as a part by every parser', () => {
  for (const step of ['a "b" c\\d', '\u001b[2J\n', '\ud800', 'ünï ☀', '']) {
    const frame = part(0, { step });
    expect(frame).not.toContain('\\');
    expect(readAnswerPart(frame)).toMatchObject({ text: '', step: expect.any(String) });
  }
  expect(readAnswerPart(part(0, { text: 'x' }))).not.toHaveProperty('step');
  expect(readAnswerPart(part(0, {}).replace('"seq"', '"step":1,"seq"'))).toBeUndefined();
});
