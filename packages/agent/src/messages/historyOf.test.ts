import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { answerPart } from '@mitosislabs/xmtp/feed';
import { expect, test } from 'vitest';
import { historyOf } from './historyOf.ts';

const message = (id: string, content = id): XMTPMessage => ({
  id,
  from_agent: id.startsWith('a') ? 'aria' : 'admin-sdk',
  content,
  created_at: '2026-01-01T00:00:00Z',
});
const part = (seq: number) =>
  message(`a${seq}`, answerPart({ sessionId: 's', answerId: 'a', seq, text: `${seq} ` }));
/** A server that returns the newest messages, with a page limit. */
const server =
  (all: XMTPMessage[], most = 10_000) =>
  async (limit: number): Promise<XMTPMessage[]> => {
    if (Math.min(limit, all.length) > most) throw Object.assign(new Error('too large'), { status: 200 });
    return all.slice(-limit);
  };
const ids = (messages: XMTPMessage[]) => messages.map(({ id }) => id);

test('behavior: does not count pieces of streamed replies', async () => {
  const parts = Array.from({ length: 900 }, (_, seq) => part(seq));
  const all = [message('u1'), message('u2'), ...parts, message('a-whole'), message('u3'), message('u4')];
  const upTo = message('u3');
  expect(ids(await historyOf(server(all), upTo, 20))).toEqual(['u1', 'u2', 'a-whole', 'u3']);
  expect(ids(await historyOf(server(all), upTo, 3))).toEqual(['u2', 'a-whole', 'u3']);
  for (const limit of [0, -1, Number.NaN]) expect(await historyOf(server(all), upTo, limit)).toEqual([]);
});

test('behavior: retries a page that is too large with a smaller size; without history the message remains', async () => {
  const all = Array.from({ length: 200 }, (_, n) => message(`u${n}`));
  const upTo = message('u199');
  expect(ids(await historyOf(server(all, 30), upTo, 20))).toEqual(ids(all.slice(-20)));
  expect(ids(await historyOf(server(all, 1), upTo, 20))).toEqual(['u199']);
  expect(ids(await historyOf(server(all, 30), message('gone'), 20))).toEqual(['gone']);
});
