import { ConnectionError } from '@mitosislabs/transport/errors';
import { expect, test } from 'vitest';
import { ChatSession } from './ChatSession.ts';

interface Sent {
  text: string;
  signal: AbortSignal;
  done: () => void;
  fail: (error: unknown) => void;
}

function start() {
  const sent: Sent[] = [];
  const notes: string[] = [];
  const run = new AbortController();
  const send = (text: string, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise<undefined>((resolve, reject) => {
      sent.push({ text, signal: signal as AbortSignal, done: () => resolve(undefined), fail: reject });
    });
  const chat = new ChatSession({ send }, run.signal, (note) => notes.push(note));
  let ended: string | undefined;
  chat.ended.then(
    () => (ended = 'left'),
    (error: unknown) => (ended = `failed: ${error instanceof Error ? error.message : error}`),
  );
  const settled = () => new Promise(setImmediate).then(() => ended);
  return { chat, sent, notes, run, settled };
}

test('default: each message waits for an answer', () => {
  const { chat, sent } = start();
  chat.send('one');
  chat.send('two');
  expect(sent.map(({ text }) => text)).toEqual(['one', 'two']);
  expect(chat.waiting).toBe(2);
  for (let count = 0; count < 3; count++) chat.answered();
  expect(chat.waiting).toBe(0);
});

test('behavior: leaving waits until every message was sent', async () => {
  const { chat, sent, settled } = start();
  chat.send('one');
  chat.leave();
  chat.leave();
  expect(chat.isLeaving).toBe(true);
  expect(await settled()).toBeUndefined();
  sent[0]?.done();
  expect(await settled()).toBe('left');
});

test('error: leaving fails if a message could not be sent since', async () => {
  const { chat, sent, settled } = start();
  chat.send('one');
  chat.send('two');
  sent[0]?.fail(new Error('before'));
  await settled();
  chat.leave();
  sent[1]?.fail(new Error('since'));
  expect(await settled()).toBe('failed: since');
});

test('behavior: an earlier failure does not make leaving fail', async () => {
  const { chat, sent, settled } = start();
  chat.send('one');
  sent[0]?.fail(new Error('before'));
  await settled();
  chat.leave();
  expect(await settled()).toBe('left');
});

test('error: a failed message is no longer waited for, and the note says why', async () => {
  const { chat, sent, notes, settled } = start();
  chat.send('one');
  chat.send('two');
  sent[0]?.fail(Object.assign(new Error('refused'), { code: 'EX' }));
  sent[1]?.fail(new ConnectionError(0, 'lost', 'connection_failed', { outcome: 'unknown' }));
  await settled();
  expect(chat.waiting).toBe(0);
  expect(notes[0]).toBe('not sent: refused\n  Press Up to edit it.');
  expect(notes[1]).toBe('it may have been sent: the platform cannot be reached\n  Press Up to edit it.');
});

test('behavior: stopping aborts the send, and reports only its outcome', async () => {
  const { chat, sent, notes, settled } = start();
  expect(chat.stopWaiting()).toBe(false);
  chat.send('one');
  expect(chat.stopWaiting()).toBe(true);
  expect(chat.waiting).toBe(0);
  expect(sent[0]?.signal.aborted).toBe(true);
  sent[0]?.fail(Object.assign(new Error('aborted'), { outcome: 'unknown' }));
  await settled();
  expect(notes).toEqual(['it may have been sent']);
  chat.send('two');
  expect(sent[1]?.signal.aborted).toBe(false);
  chat.close();
  expect(sent[1]?.signal.aborted).toBe(true);
});

test('behavior: at the end of the run, failures are not reported', async () => {
  const { chat, sent, notes, run, settled } = start();
  chat.send('one');
  run.abort();
  sent[0]?.fail(new Error('aborted'));
  chat.end(new Error('interrupted'));
  expect(await settled()).toBe('failed: interrupted');
  expect(notes).toEqual([]);
});
