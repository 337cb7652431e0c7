import { MessagesAPI } from '@mitosislabs/api/messages';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { NotFoundError, Transport } from '@mitosislabs/transport';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChatServer } from '../../test/ChatServer.ts';
import { FOREVER, until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import type { SessionGap } from '../receive/SessionGap.ts';

const GROUP = 'group_1';

let server: ChatServer;
let channel: XMTPChannel;
const gaps: SessionGap[] = [];
beforeEach(async () => {
  gaps.length = 0;
  server = await ChatServer.start();
  server.say(GROUP, 'history', { from_agent: 'aria' });
  const messages = new MessagesAPI(new Transport({ endpoint: server.url, apiKey: 'mi_test' }));
  channel = new XMTPChannel(server.api, {
    events: (officeId, options) => messages.stream(officeId, options),
    onGap: (gap) => gaps.push(gap),
  });
});
afterEach(async () => {
  await channel.closeAll();
  await server.close();
});

const say = (content: string, from_agent = 'aria') => server.say(GROUP, content, { from_agent });

test('default: delivers messages of others once and in order, without history and own messages', async () => {
  const group = await channel.openGroup('office', GROUP);
  expect(await channel.openGroup('office', GROUP)).toBe(group);
  const sent = await group.send('hello all');
  expect(sent).toEqual(server.chat(GROUP).messages.at(-1));
  say('one');
  say('two', 'bob');
  say('{"type":"__SESSION_ACK__"}');
  expect((await group.receive()).map(({ from_agent, content }) => [from_agent, content])).toEqual([
    ['aria', 'one'],
    ['bob', 'two'],
    ['aria', '{"type":"__SESSION_ACK__"}'],
  ]);
  expect(await group.receive()).toEqual([]);
});

test('behavior: streamGroup is woken by events and continues after a break and after faults', async () => {
  const got: string[] = [];
  let faults = 0;
  server.fault = ({ kind }) => (kind === 'read' && ++faults % 3 === 0 ? { reset: true } : undefined);
  await (await channel.openGroup('office', GROUP)).receive();
  for (let index = 0; index < 50; index++) say(`${index}`);
  while (got.length < 50) {
    for await (const { content } of channel.streamGroup('office', GROUP)) {
      got.push(content);
      if (got.length % 10 === 0) break;
    }
  }
  expect(got).toEqual(Array.from({ length: 50 }, (_, index) => `${index}`));
  server.fault = () => undefined;
  const stream = channel.streamGroup('office', GROUP, FOREVER);
  const next = stream.next();
  await until(() => server.streams.size > 0);
  const reads = server.requests.length;
  while (server.requests.length === reads) {
    server.tell({ group_id: GROUP, from_agent: 'aria' });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  say('news');
  expect((await next).value?.content).toBe('news');
  await stream.return();
});

test('behavior: posts messages once and in order', async () => {
  const group = await channel.openGroup('office', GROUP);
  await group.receive();
  let posts = 0;
  server.fault = ({ kind }) =>
    kind === 'post' && ++posts % 4 === 0 ? { reset: true, after: true } : undefined;
  const contents = Array.from({ length: 12 }, (_, index) => `${index}`);
  const sent = await Promise.all(contents.map((content) => group.send(content)));
  expect(sent.map((message) => message?.content)).toEqual(contents);
  expect(server.posted.slice(1)).toEqual(contents);
});

test('behavior: reports a gap under the group’s id', async () => {
  const group = await channel.openGroup('office', GROUP);
  server.most = 30;
  await group.receive();
  for (let index = 0; index < 60; index++) say(`${index}`);
  expect(await group.receive()).toHaveLength(30);
  expect(gaps).toMatchObject([{ officeId: 'office', agentName: GROUP }]);
});

test('error: refuses calls after close; another session can be opened', async () => {
  const group = await channel.openGroup('office', GROUP);
  const waiting = group.stream(FOREVER).next();
  await group.receive();
  await Promise.all([group.close(), group.close()]);
  expect(await waiting).toEqual({ done: true, value: undefined });
  for (const call of [group.send('x'), group.receive(), group.stream().next()])
    await expect(call).rejects.toMatchObject({ name: 'SessionError', code: 'session_closed' });
  expect(await channel.openGroup('office', GROUP)).not.toBe(group);
  expect(typeof Symbol.asyncDispose).toBe('symbol');
  await group[Symbol.asyncDispose]();
});

test('error: refuses an unknown group, an empty text and an empty name', async () => {
  await expect((await channel.openGroup('office', 'group_none')).receive()).rejects.toThrow(NotFoundError);
  await expect(channel.openGroup('office', '')).rejects.toThrow(InvalidArgumentError);
  await expect((await channel.openGroup('office', GROUP)).send('')).rejects.toThrow(InvalidArgumentError);
  const given = AbortSignal.abort(new Error('enough'));
  const group = await channel.openGroup('office', GROUP);
  await expect(group.receive({ signal: given })).rejects.toMatchObject({ code: 'aborted' });
  await expect(group.stream(5, { signal: given }).next()).rejects.toMatchObject({ code: 'aborted' });
});
