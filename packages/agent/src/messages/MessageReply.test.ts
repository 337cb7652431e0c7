import { readAnswerPart } from '@mitosislabs/xmtp/feed';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MessageReply } from './MessageReply.ts';

/** A reply, and what of it was posted. */
function replyFor(growing: () => readonly string[], failAt = Number.POSITIVE_INFINITY) {
  const messages: string[] = [];
  const frames: string[] = [];
  const post = {
    message: async (text: string, number: number) => {
      expect(number).toBe(messages.length);
      messages.push(text);
    },
    frame: async (content: string) => {
      if (frames.length >= failAt) throw new Error('refused');
      frames.push(content);
    },
  };
  const reply = new MessageReply(post, new AbortController().signal, growing, 'm');
  const parts = () => frames.flatMap((frame) => readAnswerPart(frame) ?? []);
  return { reply, messages, parts };
}

// How many parts there are is a matter of time: it passes when told.
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const pause = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test('default: sends messages and pieces in the order of the calls', async () => {
  const { reply, messages, parts } = replyFor(() => []);
  await Promise.all([reply.write('a'), reply.write('b'), reply.send('c'), reply.write(''), reply.write('d')]);
  expect(reply.isOpen).toBe(true);
  await reply.end();
  await reply.end();
  expect(messages).toEqual(['ab', 'c', 'd']);
  expect(parts()).toEqual([]);
});

test('behavior: sends the text so far in batches, separately for each reply', async () => {
  const { reply, messages, parts } = replyFor(() => ['s']);
  for (let n = 0; n < 60; n++) {
    await reply.write(`${n} `);
    await pause(10);
  }
  await reply.send('second');
  await reply.write('third');
  await reply.end();
  const [whole = ''] = messages;
  const first = parts().filter(({ answerId }) => answerId === parts()[0]?.answerId);
  const joined = first.map(({ text }) => text).join('');
  // 600 ms: at once, after 250 and after 500.
  expect(first).toHaveLength(3);
  expect(first.map(({ seq }) => seq)).toEqual(first.map((_, index) => index));
  expect(whole.startsWith(joined)).toBe(true);
  expect(messages.slice(1)).toEqual(['second', 'third']);
  const rest = parts().slice(first.length);
  expect(rest.every(({ seq, text }) => seq === 0 && 'third'.startsWith(text))).toBe(true);
});

test('behavior: sends steps between the pieces, the newest one only, and none after the answer', async () => {
  const { reply, messages, parts } = replyFor(() => ['s']);
  await reply.step('reading a.md …');
  await pause(0);
  await reply.step('reading b.md …');
  await reply.step('reading "c\\d".md \u001b[2J');
  await pause(600);
  await reply.write('Good ');
  await reply.step('writing …');
  await pause(600);
  await reply.write('morning');
  await reply.end();
  await reply.step('late');
  await reply.send('more');
  await pause(600);
  const [first] = parts();
  const own = parts().filter(({ answerId }) => answerId === first?.answerId);
  expect(own.map(({ seq, text, step }) => [seq, text, step])).toEqual([
    [0, '', 'reading a.md …'],
    [1, '', "reading 'c/d'.md  [2J"],
    [2, 'Good ', undefined],
    [3, '', 'writing …'],
    [4, 'morning', undefined],
  ]);
  expect(messages).toEqual(['Good morning', 'more']);
  // The next answer of this reply counts from the beginning.
  expect(
    parts()
      .slice(5)
      .map(({ seq }) => seq),
  ).toEqual([0]);
});

test('behavior: a step of a conversation without streaming is not sent', async () => {
  const { reply, messages, parts } = replyFor(() => []);
  await reply.step('reading a.md …');
  await pause(600);
  await reply.send('done');
  expect([messages, parts()]).toEqual([['done'], []]);
  await expect(reply.step('')).rejects.toMatchObject({ code: 'invalid_argument' });
});

test('behavior: sends the whole message and no more pieces after one was refused', async () => {
  const { reply, messages, parts } = replyFor(() => ['s'], 1);
  for (const piece of ['a', 'b', 'c']) {
    await reply.write(piece);
    await pause(300);
  }
  await reply.end();
  expect(parts().map(({ text }) => text)).toEqual(['a']);
  expect(messages).toEqual(['abc']);
});

test('error: refuses values other than text and sends what follows', async () => {
  const { reply, messages } = replyFor(() => []);
  for (const text of ['', 5, undefined, null]) {
    await expect(reply.send(text as string)).rejects.toMatchObject({ code: 'invalid_argument' });
  }
  await expect(reply.write(5 as unknown as string)).rejects.toMatchObject({ code: 'invalid_argument' });
  await reply.send('fine');
  expect(messages).toEqual(['fine']);
});

test('behavior: names the question and the streaming sessions in pieces; sends none without them', async () => {
  let sessions = ['new', 'old'];
  const { reply, messages, parts } = replyFor(() => sessions);
  // A long piece is cut, and no character with it.
  const long = `x${'😀'.repeat(8_000)}`;
  await reply.write(long);
  while (parts().length < 3) await pause(50);
  expect(parts().map(({ seq }) => seq)).toEqual([0, 1, 2]);
  expect(parts()[0]).toMatchObject({ sessionId: 'new', alsoFor: ['old'], inReplyTo: 'm' });
  expect(
    parts()
      .map(({ text }) => text)
      .join(''),
  ).toBe(long);
  sessions = [];
  await reply.write('more');
  await pause(300);
  await reply.end();
  expect([parts().length, messages]).toEqual([3, [`${long}more`]]);
});

test('behavior: joins a character split over two pieces, and replaces lone surrogates and NUL', async () => {
  const { reply, messages, parts } = replyFor(() => ['s']);
  for (const piece of ['a', '\ud83d', '\ude00', '\0', 'b\ude00', '\ud83d']) {
    await reply.write(piece);
    await pause(300);
  }
  await reply.end();
  expect(messages).toEqual(['a😀\ufffdb\ufffd\ufffd']);
  const shown = parts()
    .map(({ text }) => text)
    .join('');
  expect(shown).toBe('a😀\ufffdb\ufffd');
});

test('error: cuts a reply that is too long, and ignores later text', async () => {
  const { reply, messages, parts } = replyFor(() => ['s']);
  // The longest in JSON.
  const piece = '\u0001'.repeat(100_000);
  const writing = Array.from({ length: 12 }, () => reply.write(piece));
  const results = Promise.allSettled(writing);
  await pause(60_000);
  expect((await results).map(({ status }) => status)).toContain('rejected');
  await reply.end();
  const [whole = ''] = messages;
  expect(whole).toMatch(/… \[cut: the text has 1000000 characters\]$/);
  expect(new TextEncoder().encode(JSON.stringify(whole)).length).toBeLessThanOrEqual(900 * 1024);
  const shown = parts()
    .map(({ text }) => text)
    .join('');
  expect(shown.length).toBeGreaterThan(0);
  expect(whole.startsWith(shown)).toBe(true);
  await reply.send('fine');
  expect(messages.at(-1)).toBe('fine');
});
