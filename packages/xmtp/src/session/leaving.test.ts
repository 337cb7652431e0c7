import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ack, ChatServer, frameOf } from '../../test/ChatServer.ts';
import { FOREVER, settled, until } from '../../test/waiting.ts';
import { XMTPChannel } from '../channel/XMTPChannel.ts';
import { answerPart, STREAMING_ANSWERS } from '../protocol/answerPart.ts';

let server: ChatServer;
let channel: XMTPChannel;
let folder: string;
beforeEach(async () => {
  server = await ChatServer.start();
  channel = new XMTPChannel(server.api);
  folder = await mkdtemp(join(tmpdir(), 'leaving-'));
});
afterEach(async () => {
  await channel.closeAll();
  await server.close();
  await rm(folder, { recursive: true, maxRetries: 5 });
});

/** Every iterator over messages: a function that opens another one at the same place. */
type Way = () => Promise<() => AsyncGenerator<{ content?: string; text?: string }, void, undefined>>;

const session = () => channel.openSession('office', 'aria');
const ways: [string, string, Way][] = [
  [
    'stream()',
    'aria',
    async () => {
      const open = await session();
      return () => open.stream(FOREVER);
    },
  ],
  [
    'answers()',
    'aria',
    async () => {
      const open = await session();
      return () => open.answers(FOREVER);
    },
  ],
  [
    'the stream of a group',
    'group_1',
    async () => {
      const group = await channel.openGroup('office', 'group_1');
      return () => group.stream(FOREVER);
    },
  ],
  ['streamGroup()', 'group_1', async () => () => channel.streamGroup('office', 'group_1', FOREVER)],
  [
    'an inbox',
    'aria',
    async () => {
      const inbox = await (await session()).inbox({ consumer: 'test', folder });
      return () => inbox[Symbol.asyncIterator]() as AsyncGenerator<{ content: string }, void, undefined>;
    },
  ],
];

function say(place: string, content: string): void {
  server.say(place, content, place === 'group_1' ? { from_agent: 'bob' } : {});
}

/** Opens a place, and an iterator whose next() waits. */
async function waiting(place: string, way: Way) {
  say(place, 'history');
  const open = await way();
  const iterator = open();
  const reads = server.requests.length;
  const next = iterator.next();
  next.catch(() => undefined);
  await until(() => server.requests.length > reads);
  await settled(server);
  return { open, iterator, next };
}

/** Makes an iterator poll again: the messages are there. */
async function textOf(iterator: AsyncGenerator<{ content?: string; text?: string }, void, undefined>) {
  const { value } = await iterator.next();
  await iterator.return();
  return value?.content ?? value?.text;
}

const nothing = { done: true, value: undefined };

describe.each(ways)('a waiting %s', (_, place, way) => {
  test('behavior: ends by return() at once and loses nothing', async () => {
    const { open, iterator, next } = await waiting(place, way);
    expect(await iterator.return()).toEqual(nothing);
    expect(await next).toEqual(nothing);
    expect(await iterator.next()).toEqual(nothing);
    say(place, 'later');
    expect(await textOf(open())).toBe('later');
  });

  test('behavior: ends by throw() at once', async () => {
    const { open, iterator, next } = await waiting(place, way);
    const error = new Error('enough');
    await expect(iterator.throw(error)).rejects.toBe(error);
    expect(await next).toEqual(nothing);
    say(place, 'later');
    expect(await textOf(open())).toBe('later');
  });

  test('behavior: ends with its pending request', async () => {
    say(place, 'history');
    const open = await way();
    server.fault = ({ kind }) => (kind === 'read' ? { delay: Number.POSITIVE_INFINITY } : undefined);
    const iterator = open();
    const next = iterator.next();
    await until(() => server.requests.some(({ kind }) => kind === 'read'));
    await iterator.return();
    expect(await next).toEqual(nothing);
    server.fault = () => undefined;
    say(place, 'later');
    expect(await textOf(open())).toBe('later');
    // It would wait for the hanging request.
    await channel.closeAll();
  });

  test('behavior: delivers each message once and in order when it is left and resumed many times', async () => {
    const { open, iterator } = await waiting(place, way);
    await iterator.return();
    const said = Array.from({ length: 60 }, (_, index) => `${index}`);
    const got: string[] = [];
    const talking = (async () => {
      for (const content of said) {
        say(place, content);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    for (let round = 0; got.length < said.length; round++) {
      const one = open();
      for (let next = one.next(), isOver = false; !isOver; ) {
        const left = new Promise<undefined>((resolve) => setTimeout(resolve, round % 5));
        const result = await Promise.race([next, left]);
        isOver = result === undefined || result.done === true;
        if (!result || result.done) {
          const returned = one.return();
          const late = await next;
          await returned;
          if (!late.done) got.push(late.value.content ?? late.value.text ?? '');
        } else {
          got.push(result.value.content ?? result.value.text ?? '');
          next = one.next();
        }
      }
    }
    await talking;
    expect(got).toEqual(said);
  });

  test('behavior: ends through Readable.from and pipelines', async () => {
    const { open, iterator } = await waiting(place, way);
    await iterator.return();
    const readable = Readable.from(open());
    readable.resume();
    await settled(server);
    await new Promise<void>((resolve) => readable.on('close', resolve).destroy());
    const stop = new AbortController();
    const sink = new Writable({ objectMode: true, write: (_chunk, _encoding, done) => done() });
    const piping = pipeline(Readable.from(open()), sink, { signal: stop.signal });
    await settled(server);
    stop.abort();
    await expect(piping).rejects.toMatchObject({ name: 'AbortError' });
    say(place, 'later');
    expect(await textOf(open())).toBe('later');
  });

  test('behavior: leaves no timer', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const { iterator } = await waiting(place, way);
    const before = timers();
    await iterator.return();
    // Not `expect.poll`, which has timers itself.
    for (let turn = 0; turn < 100 && timers() >= before; turn++) await nextTurn();
    expect(timers()).toBeLessThan(before);
  });
});

test('behavior: the pieces of a reply end at once, and the reply continues', async () => {
  server.onPost = ({ content }, { peer }) => {
    const frame = frameOf(content);
    if (frame?.type !== '__SESSION_START__') return;
    const acknowledgement = { ...JSON.parse(ack(frame.session_id)), features: [STREAMING_ANSWERS] };
    server.say(peer, JSON.stringify(acknowledgement));
  };
  const open = await channel.openSession('office', 'aria', { streaming: true });
  await open.negotiate();
  server.say('aria', answerPart({ sessionId: open.sessionId, answerId: 'a', seq: 0, text: 'Good ' }));
  const answers = open.answers(FOREVER);
  const answer = (await answers.next()).value;
  const pieces = answer?.[Symbol.asyncIterator]();
  expect(await pieces?.next()).toEqual({ done: false, value: 'Good ' });
  const next = pieces?.next();
  await settled(server);
  expect(await pieces?.return?.()).toEqual(nothing);
  expect(await next).toEqual(nothing);
  server.say('aria', 'Good morning');
  open.wake();
  expect((await answer?.message())?.content).toBe('Good morning');
  const waits = answers.next();
  await settled(server);
  await answers.return();
  expect(await waits).toEqual(nothing);
});

test('behavior: a reply that waits for more ends unfinished when its loop is left', async () => {
  server.onPost = ({ content }, { peer }) => {
    const frame = frameOf(content);
    if (frame?.type !== '__SESSION_START__') return;
    server.say(peer, JSON.stringify({ ...JSON.parse(ack(frame.session_id)), features: [STREAMING_ANSWERS] }));
  };
  const open = await channel.openSession('office', 'aria', { streaming: true });
  await open.negotiate();
  server.say('aria', answerPart({ sessionId: open.sessionId, answerId: 'a', seq: 0, text: 'Good ' }));
  const answers = open.answers(FOREVER);
  const answer = (await answers.next()).value;
  const message = answer?.message();
  const next = answers.next();
  await settled(server);
  await answers.return();
  expect(await next).toEqual(nothing);
  expect(await message).toBeUndefined();
});
