import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatServer, frameOf } from '../../test/ChatServer.ts';
import { until } from '../../test/waiting.ts';
import { answerPart } from '../protocol/answerPart.ts';
import type { XMTPRoutes } from '../receive/XMTPRoutes.ts';
import { XMTPSession } from '../session/XMTPSession.ts';
import { ask } from './ask.ts';

let server: ChatServer;
let session: XMTPSession;
/** Called for each message that is not a frame, as the agent would see it. */
let onQuestion: (question: XMTPMessage) => void;
beforeEach(async () => {
  server = await ChatServer.start();
  onQuestion = ({ content }) => server.say('aria', `You said: ${content}`);
  server.onPost = (message, { peer }) => {
    const { type, session_id } = frameOf(message.content) ?? {};
    if (type === undefined) return onQuestion(message);
    if (type !== '__SESSION_START__') return;
    const features = ['growing_answers'];
    server.say(peer, JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: [], features }));
  };
  session = new XMTPSession(server.api, 'office', 'aria', { streaming: true });
});
afterEach(async () => {
  await session.close();
  await server.close();
});

function grow(question: XMTPMessage, text: string, seq: number): void {
  const { sessionId } = session;
  server.say('aria', answerPart({ sessionId, answerId: question.id, inReplyTo: question.id, seq, text }));
}

test('default: sends a question and returns its answer', async () => {
  server.say('aria', 'an earlier message');
  expect((await ask(server.api, session, 'one')).content).toBe('You said: one');
  expect((await ask(server.api, session, 'two')).content).toBe('You said: two');
});

test('behavior: passes the text while the answer streams', async () => {
  const texts: string[] = [];
  const sent: unknown[] = [];
  let asked: XMTPMessage | undefined;
  onQuestion = (question) => {
    asked = question;
    grow(question, 'Good ', 0);
  };
  const answer = ask(server.api, session, 'one', {
    onPartial: (text) => texts.push(text),
    onSent: (question) => sent.push(question?.content),
  });
  await until(() => texts.length > 0);
  expect(texts[0]).toBe('Good ');
  server.say('aria', 'Good morning');
  expect((await answer).content).toBe('Good morning');
  expect(sent).toEqual([asked?.content]);
});

test('behavior: concurrent questions wait for each other, and get their own answers', async () => {
  const answers = await Promise.all(['one', 'two', 'three'].map((text) => ask(server.api, session, text)));
  expect(answers.map(({ content }) => content)).toEqual([
    'You said: one',
    'You said: two',
    'You said: three',
  ]);
});

test('behavior: passes over the answer to another user that asked before', async () => {
  await session.negotiate();
  server.say('aria', 'a question of another user', { from_agent: 'admin-sdk' });
  onQuestion = ({ content }) => {
    server.say('aria', 'the answer to the other user');
    server.say('aria', `You said: ${content}`);
  };
  expect((await ask(server.api, session, 'one')).content).toBe('You said: one');
});

test('behavior: the answer of a question that was left does not answer the next one', async () => {
  const stop = new AbortController();
  let left: XMTPMessage | undefined;
  onQuestion = (question) => {
    left = question;
  };
  const first = ask(server.api, session, 'one', { signal: stop.signal });
  await until(() => left !== undefined);
  stop.abort();
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  onQuestion = ({ content }) => {
    server.say('aria', 'You said: one');
    server.say('aria', `You said: ${content}`);
  };
  expect((await ask(server.api, session, 'two')).content).toBe('You said: two');
});

test('error: the answer to an earlier question is never taken for this one, also when the time is over', async () => {
  await session.negotiate();
  server.say('aria', 'a question of another user', { from_agent: 'admin-sdk' });
  onQuestion = () => server.say('aria', 'the answer to the other user');
  const answer = ask(server.api, session, 'one', { timeoutMs: 300 });
  await expect(answer).rejects.toMatchObject({
    code: 'answer_timeout',
    hint: 'aria wrote meanwhile, but earlier questions come first: read the conversation, or allow more time.',
  });
  // It counted as the answer to that one: the next question waits for the first one's answer, and for its own.
  onQuestion = ({ content }) => {
    server.say('aria', 'You said: one');
    server.say('aria', `You said: ${content}`);
  };
  expect((await ask(server.api, session, 'two')).content).toBe('You said: two');
});

test('behavior: an answer that names a later question leaves the earlier ones open', async () => {
  await session.negotiate();
  server.say('aria', 'a question of another user', { from_agent: 'admin-sdk' });
  onQuestion = (question) => {
    const later = server.say('aria', 'a later question', { from_agent: 'admin-sdk' });
    grow({ ...question, id: later.id }, 'to the later one', 0);
    server.say('aria', 'to the later one');
    server.say('aria', 'the answer to the other user');
    server.say('aria', 'the answer');
  };
  expect((await ask(server.api, session, 'one')).content).toBe('the answer');
});

test('behavior: a question that waits for another one ends at once with its signal, and is not sent', async () => {
  onQuestion = () => undefined;
  const stop = new AbortController();
  const first = ask(server.api, session, 'one', { signal: stop.signal });
  await until(() => server.posted.includes('one'));
  const second = ask(server.api, session, 'two', { signal: AbortSignal.abort() });
  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  stop.abort();
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  onQuestion = ({ content }) => {
    server.say('aria', 'You said: one');
    server.say('aria', content);
  };
  expect((await ask(server.api, session, 'three')).content).toBe('three');
  expect(server.posted).not.toContain('two');
});

test('error: the session is closed before the answer comes', async () => {
  onQuestion = () => undefined;
  const answer = ask(server.api, session, 'one');
  answer.catch(() => undefined);
  await until(() => server.posted.includes('one'));
  await session.close();
  await expect(answer).rejects.toMatchObject({ name: 'SessionError', code: 'session_closed' });
});

test('error: no answer in time, while the messages cannot be read', async () => {
  onQuestion = () => undefined;
  const { api } = server;
  const hanging: XMTPRoutes = {
    listConversations: (...args) => api.listConversations(...args),
    sendToConversation: (...args) => api.sendToConversation(...args),
    getMessages: (...args) => api.getMessages(...args),
    send: (...args) => api.send(...args),
    getConversationMessages: (_office, _id, _query, { timeout = 60_000 } = {}) =>
      new Promise((_, reject) => setTimeout(() => reject(new Error('no response')), timeout)) as never,
  };
  await expect(ask(hanging, session, 'one', { timeoutMs: 300 })).rejects.toMatchObject({
    code: 'answer_timeout',
  });
}, 30_000);

test('error: no answer in time', async () => {
  onQuestion = () => undefined;
  await expect(ask(server.api, session, 'one', { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'answer_timeout',
    message: 'aria did not answer within 0.02 s.',
  });
});

test('error: an answer that cannot be read says that the question was sent', async () => {
  onQuestion = () => {
    server.fault = ({ kind }) => (kind === 'read' ? { status: 403 } : undefined);
  };
  await expect(ask(server.api, session, 'one')).rejects.toMatchObject({
    code: 'answer_lost',
    cause: { status: 403 },
  });
});

test('error: a question that is refused has the error of its request', async () => {
  await session.negotiate();
  server.fault = ({ kind }) => (kind === 'post' ? { status: 402 } : undefined);
  await expect(ask(server.api, session, 'one')).rejects.toMatchObject({ status: 402, outcome: 'rejected' });
  server.fault = () => undefined;
});

test('error: wrong arguments are refused before anything is sent', async () => {
  await expect(ask(server.api, session, '')).rejects.toMatchObject({ code: 'invalid_argument' });
  await expect(ask(server.api, session, 'x', { timeoutMs: 0 })).rejects.toMatchObject({
    code: 'invalid_argument',
  });
  await expect(ask(server.api, session, 'x', { timeout: 1 } as never)).rejects.toMatchObject({
    code: 'invalid_argument',
  });
  expect(server.posted).toEqual([]);
});
