import { setTelemetry } from '@mitosislabs/transport/telemetry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ack, ChatServer, frameOf } from '../../test/ChatServer.ts';
import { readSessionFrame } from '../protocol/sessionFrames.ts';
import { readTrace, traceDigest, traceFields, traceFrame } from '../protocol/traceContext.ts';
import { XMTPSession } from './XMTPSession.ts';

/** The trace context of the message with this number. */
const traceOf = (number: number) =>
  `00-0af7651916cd43dd8448eb211c80319c-${String(number).padStart(16, '0')}-01`;

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(async () => {
  setTelemetry(undefined);
  await server.close();
});

const open = () => new XMTPSession(server.api, 'office', 'aria');

/** Gives each message whose text ends in a number the trace context of that number. */
function follow() {
  const seen: object[] = [];
  setTelemetry({
    run(activity, work) {
      seen.push(activity);
      const number = /\d+$/.exec(String(Reflect.get(activity, 'content')))?.[0];
      if (activity.type === 'send' && number) Reflect.set(activity, 'traceparent', traceOf(Number(number)));
      return work();
    },
  });
  return seen;
}

/** Has the agent acknowledge sessions, with these features. */
function acknowledge(features: string[]) {
  server.onPost = ({ content }, { peer }) => {
    const frame = frameOf(content);
    if (frame?.type !== '__SESSION_START__' || !content.includes('capabilities_request')) return;
    server.say(peer, JSON.stringify({ ...JSON.parse(ack(frame.session_id, ['chat'])), features }));
  };
}

/** The posted messages, each with the trace context of the frame before it. */
function posted() {
  return server.posted.map(
    (content) => readTrace(content)?.traceparent ?? readSessionFrame(content)?.type ?? content,
  );
}

test('default: the first START carries the trace context of its message; later messages have frames', async () => {
  const seen = follow();
  acknowledge(['trace_context']);
  const session = open();
  for (const text of ['message 1', 'message 2', 'no trace', 'message 3']) await session.send(text);
  expect(posted()).toEqual([
    traceOf(1),
    'message 1',
    traceOf(2),
    'message 2',
    'no trace',
    traceOf(3),
    'message 3',
  ]);
  expect(server.starts.map((content) => readSessionFrame(content))).toEqual(
    Array(3).fill(expect.objectContaining({ type: 'start', sessionId: session.sessionId })),
  );
  expect(seen.filter((one) => Reflect.get(one, 'type') === 'session')).toEqual([
    { type: 'session', session },
  ]);
  await session.close();
});

test('behavior: without telemetry, START is as ever, and there are no frames', async () => {
  acknowledge(['trace_context']);
  const session = open();
  for (const text of ['message 1', 'message 2']) await session.send(text);
  expect(server.posted.slice(1)).toEqual(['message 1', 'message 2']);
  expect(JSON.parse(server.posted[0] ?? '')).toEqual({
    type: '__SESSION_START__',
    session_id: session.sessionId,
    capabilities_request: true,
    timestamp: expect.any(String),
  });
});

test('behavior: an agent that does not know trace contexts gets no frames', async () => {
  follow();
  acknowledge([]);
  const session = open();
  for (const text of ['message 1', 'message 2']) await session.send(text);
  expect(posted()).toEqual([traceOf(1), 'message 1', 'message 2']);
});

test('behavior: messages that are sent at once keep their trace contexts', async () => {
  follow();
  acknowledge(['trace_context']);
  const session = open();
  await Promise.all([1, 2, 3, 4, 5].map((number) => session.send(`message ${number}`)));
  expect(posted()).toEqual([1, 2, 3, 4, 5].flatMap((number) => [traceOf(number), `message ${number}`]));
});

test('error: a message goes out even if its trace context does not', async () => {
  follow();
  acknowledge(['trace_context']);
  const session = open();
  await session.send('message 1');
  server.fault = ({ body }) => (body?.content.includes(traceOf(2)) ? { status: 400 } : undefined);
  expect(await session.send('message 2')).toMatchObject({ content: 'message 2' });
  expect(server.posted.slice(2)).toEqual(['message 2']);
});

describe('readTrace', () => {
  const fields = { traceparent: traceOf(7), trace_digest: 5 };
  const frame = (more: object) => traceFrame('s', { ...fields, ...more });

  test('default: reads what a START carries', () => {
    const trace = readTrace(traceFrame('s', traceFields(traceOf(7), 'hello')));
    expect(trace).toEqual({ traceparent: traceOf(7), digest: traceDigest('hello') });
  });

  const zeros = '0'.repeat(32);
  test.each<[string, string]>([
    ['no fields', traceFrame('s', {})],
    ['another type', frame({ traceparent: 5 })],
    ['letters in upper case', frame({ traceparent: traceOf(7).toUpperCase() })],
    ['digits that are not hex', frame({ traceparent: traceOf(7).replace('0af', '0ag') })],
    ['a trace id of zeros', frame({ traceparent: `00-${zeros}-00f067aa0ba902b7-01` })],
    ['a span id of zeros', frame({ traceparent: traceOf(0) })],
    ['another version', frame({ traceparent: `ff${traceOf(7).slice(2)}` })],
    ['more behind it', frame({ traceparent: `${traceOf(7)}-more` })],
    ['a line break behind it', frame({ traceparent: `${traceOf(7)}\n` })],
    ['a huge one', frame({ traceparent: traceOf(7).repeat(10_000) })],
    ['a huge frame', frame({ pad: 'x'.repeat(10_000) })],
    ['a list', frame({ traceparent: [traceOf(7)] })],
    ['two of them', `${frame({}).slice(0, -1)},"traceparent":"${traceOf(8)}"}`],
    ['an escape', frame({}).replace('"00-', '"\\u0030\\u0030-')],
    ['no digest', frame({ trace_digest: undefined })],
    ['a digest that is text', frame({ trace_digest: '5' })],
    ['a digest that is no whole number', frame({ trace_digest: 0.5 })],
    ['not JSON', 'hello'],
    ['nothing', ''],
  ])('error: ignores %s', (_, content) => {
    expect(readTrace(content)).toBeUndefined();
  });
});
