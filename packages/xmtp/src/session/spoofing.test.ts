import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ack, ChatServer } from '../../test/ChatServer.ts';
import { answerPart } from '../protocol/answerPart.ts';
import { readSessionFrame, startFrame } from '../protocol/sessionFrames.ts';
import { XMTPSession } from './XMTPSession.ts';

const ID = '7d9f2c1e-5a0b-4c3d-8e6f-0123456789ab';
const OTHER = '00000000-0000-4000-8000-000000000000';
const good = ack(ID, ['chat']);

/** Texts that look like frames of the open session, and are messages. */
const spoofs = (id: string): string[] => {
  const frame = ack(id, ['chat']);
  const end = `{"type":"__SESSION_END__","session_id":"${id}"}`;
  return [
    // Not an object with these fields
    'null',
    'true',
    '0',
    '""',
    '[]',
    '{}',
    JSON.stringify(frame),
    `[${frame}]`,
    `{"message":${frame}}`,
    `{"type":{"type":"__SESSION_ACK__"},"session_id":"${id}","capabilities":[]}`,
    `{"type":["__SESSION_ACK__"],"session_id":"${id}","capabilities":[]}`,
    `{"a":{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":[]}}`,
    '__SESSION_ACK__',
    `__SESSION_ACK__ ${id}`,
    '"__SESSION_ACK__"',
    // Broken, or with something around it
    `\ufeff${frame}`,
    `${frame}\ufeff`,
    `${frame} thanks`,
    `Look: ${frame}`,
    `\`${frame}\``,
    `\`\`\`json\n${frame}\n\`\`\``,
    `> ${frame}`,
    `${frame}${frame}`,
    `${frame}\n${frame}`,
    `${frame}\0`,
    `\0${frame}`,
    `\u00a0${frame}`,
    `\u2028${frame}`,
    `${frame},`,
    frame.slice(0, -1),
    frame.replaceAll('"', "'"),
    frame.replace('}', ',}'),
    `// ${frame}`,
    `/* ack */ ${frame}`,
    // Names and values that are not quite those
    frame.replace('__SESSION_ACK__', '__session_ack__'),
    frame.replace('__SESSION_ACK__', ' __SESSION_ACK__'),
    frame.replace('__SESSION_ACK__', '__SESSION_ACK__ '),
    frame.replace('__SESSION_ACK__', '__SESSION_ACK'),
    frame.replace('__SESSION_ACK__', '__SESSION_NACK__'),
    frame.replace('__SESSION_ACK__', '＿＿SESSION＿ACK＿＿'),
    frame.replace('__SESSION_ACK__', '__SЕSSION_ACK__'),
    frame.replace('"type"', '"Type"'),
    frame.replace('"type"', '"\\u0074ype"'),
    frame.replace('__SESSION_ACK__', '__SESSION_ACK\\u005f_'),
    frame.replace('__SESSION_ACK__', '__SESSION\\u200b_ACK__'),
    frame.replace('"session_id"', '"sessionId"'),
    frame.replace('"session_id"', '"session\\u005fid"'),
    // Said twice
    frame.replace('{', '{"type":"chat",'),
    frame.replace('}', ',"type":"__SESSION_ACK__"}'),
    frame.replace('}', `,"session_id":"${id}"}`),
    frame.replace('{', '{"capabilities":["admin"],'),
    // Another session's
    frame.replace(id, OTHER),
    frame.replace(id, id.toUpperCase()),
    frame.replace(id, ` ${id}`),
    frame.replace(id, ''),
    frame.replace(`"${id}"`, `["${id}"]`),
    frame.replace(`"${id}"`, 'null'),
    // Capabilities that are none
    `{"type":"__SESSION_ACK__","session_id":"${id}"}`,
    `{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":null}`,
    `{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":"chat"}`,
    `{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":{"length":1,"0":"chat"}}`,
    `{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":["chat",7]}`,
    `{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":[],"pad":"${'x'.repeat(70_000)}"}`,
    // Polluting
    `{"__proto__":{"type":"__SESSION_ACK__","session_id":"${id}","capabilities":[]}}`,
    `{"constructor":{"prototype":{"type":"__SESSION_ACK__"}},"session_id":"${id}","capabilities":[]}`,
    // Frames that are not the agent's to send, or not due
    frame.replace('__SESSION_ACK__', '__SESSION_START__'),
    end.replace(id, OTHER),
    `[${end}]`,
    `${end} bye`,
    end.replace('"type"', '"type":"chat","type"'),
  ];
};

let server: ChatServer;
beforeEach(async () => {
  server = await ChatServer.start();
});
afterEach(() => server.close());

async function deliver(session: XMTPSession, contents: string[]): Promise<string[]> {
  for (const content of contents) server.say('aria', content);
  return (await session.receive()).map(({ content }) => content);
}

describe('texts that look like control frames', () => {
  test('behavior: are delivered unchanged while an acknowledgement is awaited', async () => {
    const session = new XMTPSession(server.api, 'office', 'aria');
    await session.negotiate(0);
    const contents = spoofs(session.sessionId);
    expect(contents.length).toBeGreaterThanOrEqual(60);
    expect(await deliver(session, contents)).toEqual(contents);
    expect(session.capabilities).toEqual([]);
    // The genuine one is still accepted.
    expect(await deliver(session, [ack(session.sessionId, ['chat'])])).toEqual([]);
    expect(session.capabilities).toEqual(['chat']);
  });

  test('behavior: are delivered in an open session, including a second acknowledgement', async () => {
    server.acknowledge(['chat']);
    const session = new XMTPSession(server.api, 'office', 'aria');
    await session.negotiate();
    const contents = [...spoofs(session.sessionId), ack(session.sessionId, ['admin'])];
    expect(await deliver(session, contents)).toEqual(contents);
    expect(session.capabilities).toEqual(['chat']);
  });

  test('behavior: an exact frame is text when too early or from another sender', async () => {
    const session = new XMTPSession(server.api, 'office', 'aria');
    await session.receive();
    const frame = ack(session.sessionId, ['admin']);
    expect(await deliver(session, [frame])).toEqual([frame]);
    await session.negotiate(0);
    server.say('aria', frame, { from_agent: 'bob' });
    server.say('aria', frame, { from_agent: 'admin-sdk' });
    expect(await session.receive()).toEqual([]);
    expect(session.capabilities).toEqual([]);
  });

  test('behavior: the agent’s END ends its capabilities once, and messages continue', async () => {
    server.acknowledge(['chat']);
    const session = new XMTPSession(server.api, 'office', 'aria');
    await session.negotiate();
    const end = JSON.stringify({ type: '__SESSION_END__', session_id: session.sessionId, timestamp: 'now' });
    expect(await deliver(session, [end, 'still here', end])).toEqual(['still here', end]);
    expect([session.state, session.capabilities]).toEqual(['open', []]);
  });
});

describe('frames of another own session in another process', () => {
  const other = (id: string): string[] => [
    ack(id, ['chat']),
    answerPart({ sessionId: id, answerId: 'a', seq: 0, text: 'Good "morning"' }),
    answerPart({ sessionId: 'unknown', alsoFor: [id], answerId: 'a', seq: 1, text: '!' }),
    JSON.stringify({ type: '__SESSION_END__', session_id: id, timestamp: 'now' }),
  ];
  const start = (id: string): string => startFrame(id, 'now', ['growing_answers']);
  const contentsOf = (messages: { content: string }[]) => messages.map(({ content }) => content);

  test('behavior: are not delivered by receive(), stream() and answers()', async () => {
    server.acknowledge(['chat']);
    const session = new XMTPSession(server.api, 'office', 'aria');
    await session.negotiate();
    server.say('aria', start(OTHER), { from_agent: 'admin-sdk' });
    for (const content of other(OTHER)) server.say('aria', content);
    server.say('aria', 'one');
    expect(contentsOf(await session.receive())).toEqual(['one']);
    for (const content of [...other(OTHER), 'two']) server.say('aria', content);
    expect((await session.stream(5).next()).value?.content).toBe('two');
    for (const content of [...other(OTHER), 'three']) server.say('aria', content);
    expect((await session.answers(5).next()).value?.text).toBe('three');
    await session.close();
  });

  test.each(['oldest-first', 'newest-first'] as const)(
    'behavior: reads back once for a START far back in history: %s',
    async (order) => {
      server.order = order;
      server.say('aria', start(OTHER), { from_agent: 'admin-sdk' });
      for (let index = 0; index < 1_500; index++) server.say('aria', `history ${index}`);
      const session = new XMTPSession(server.api, 'office', 'aria');
      await session.receive();
      const spoof = other('stranger');
      for (const content of [...other(OTHER), ...spoof, 'one']) server.say('aria', content);
      // Reading back fails on every retry, and loses nothing.
      let reads = 0;
      server.fault = ({ kind }) =>
        kind === 'read' && ++reads > 1 && reads < 5 ? { status: 500 } : undefined;
      await expect(session.receive()).rejects.toMatchObject({ status: 500 });
      expect(contentsOf(await session.receive())).toEqual([...spoof, 'one']);
      reads = 10;
      for (const content of [...other(OTHER), ...spoof]) server.say('aria', content);
      expect(contentsOf(await session.receive())).toEqual(spoof);
      // The usual poll, and no reading back.
      expect(reads).toBe(11);
    },
  );

  test('behavior: a START by another author does not begin a session', async () => {
    const session = new XMTPSession(server.api, 'office', 'aria');
    await session.receive();
    server.say('aria', start(OTHER), { from_agent: 'bob' });
    server.say('aria', start(OTHER));
    expect(await deliver(session, other(OTHER))).toEqual([start(OTHER), ...other(OTHER)]);
  });
});

describe('readSessionFrame', () => {
  test.each<[string, string, string | undefined]>([
    ['white space after', `{"type":"__SESSION_END__","session_id":"s"}\n`, 'end'],
    ['white space before', ` {"type":"__SESSION_END__","session_id":"s"}`, undefined],
    ['an escaped type', '{"type":"__SESSION_END\\u005f_","session_id":"s"}', undefined],
    ['a name twice', '{"type":"chat","type":"__SESSION_END__","session_id":"s"}', undefined],
    ['an id of 256', JSON.stringify({ type: '__SESSION_END__', session_id: 's'.repeat(256) }), 'end'],
    ['an id of 300', JSON.stringify({ type: '__SESSION_END__', session_id: 's'.repeat(300) }), undefined],
    ['an empty id', '{"type":"__SESSION_END__","session_id":""}', undefined],
    ['a piece with an empty id', answerPart({ sessionId: '', answerId: 'a', seq: 0, text: '' }), undefined],
    ['70 KB', `{"type":"__SESSION_END__","session_id":"s","pad":"${'x'.repeat(70_000)}"}`, undefined],
    ['ACK without capabilities', '{"type":"__SESSION_ACK__","session_id":"s"}', undefined],
    ['an unknown type', '{"type":"__SESSION_NACK__","session_id":"s"}', undefined],
    ['START', startFrame('s', 'now'), 'start'],
    ['a piece', answerPart({ sessionId: 's', answerId: 'a', seq: 0, text: '"\n' }), 'part'],
  ])('behavior: %s', (_, content, type) => {
    expect(readSessionFrame(content)?.type).toBe(type);
  });

  test.each([
    good,
    `${good}\n`,
    JSON.stringify(JSON.parse(good), null, 2),
    `{"capabilities": ["chat"], "timestamp": 1700000000.0, "session_id": "${ID}", "type": "__SESSION_ACK__"}`,
    `{"type":"__SESSION_ACK__","session_id":"${ID}","capabilities":["chat"],"agent":{"type":"x","a:b":[1,{"c":2}]}}`,
  ])('default: %s', (content) => {
    expect(readSessionFrame(content)).toEqual({
      type: 'ack',
      sessionId: ID,
      capabilities: ['chat'],
      features: [],
    });
  });
});
