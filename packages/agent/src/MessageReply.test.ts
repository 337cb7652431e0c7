import { expect, test } from 'vitest';
import { readAnswerPart } from './growingAnswer.ts';
import { MessageReply } from './MessageReply.ts';

/** A reply, and what of it was posted. */
function replyFor(growing: string | undefined, failAt = Number.POSITIVE_INFINITY) {
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

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('default: messages and pieces go out in the order of the calls', async () => {
  const { reply, messages, parts } = replyFor(undefined);
  await Promise.all([reply.write('a'), reply.write('b'), reply.send('c'), reply.write(''), reply.write('d')]);
  expect(reply.isOpen).toBe(true);
  await reply.end();
  await reply.end();
  expect(messages).toEqual(['ab', 'c', 'd']);
  expect(parts()).toEqual([]);
});

test('behavior: parts are the beginning of the answer, in handfuls, each answer its own', async () => {
  const { reply, messages, parts } = replyFor('s');
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
  expect(first.length).toBeGreaterThan(1);
  expect(first.length).toBeLessThan(20);
  expect(first.map(({ seq }) => seq)).toEqual(first.map((_, index) => index));
  expect(whole.startsWith(joined)).toBe(true);
  expect(messages.slice(1)).toEqual(['second', 'third']);
  const rest = parts().slice(first.length);
  expect(rest.every(({ seq, text }) => seq === 0 && 'third'.startsWith(text))).toBe(true);
});

test('behavior: when a part is refused no more follow, and the whole comes all the same', async () => {
  const { reply, messages, parts } = replyFor('s', 1);
  for (const piece of ['a', 'b', 'c']) {
    await reply.write(piece);
    await pause(300);
  }
  await reply.end();
  expect(parts().map(({ text }) => text)).toEqual(['a']);
  expect(messages).toEqual(['abc']);
});

test('error: what is no text is refused, and what follows is sent', async () => {
  const { reply, messages } = replyFor(undefined);
  for (const text of ['', 5, undefined, null]) {
    await expect(reply.send(text as string)).rejects.toMatchObject({ code: 'invalid_argument' });
  }
  await expect(reply.write(5 as unknown as string)).rejects.toMatchObject({ code: 'invalid_argument' });
  await reply.send('fine');
  expect(messages).toEqual(['fine']);
});
