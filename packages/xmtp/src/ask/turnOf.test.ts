import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { describe, expect, test } from 'vitest';
import { turnOf } from './turnOf.ts';

/** A conversation: `q` asks, `a` answers, `f` is a frame of the agent, `!` is one's own question. */
function turn(script: string, minutesApart = 0): number {
  const messages = [...script].map((one, index): XMTPMessage => {
    const created_at = new Date(index * minutesApart * 60_000).toISOString();
    const content = one === 'f' ? '{"type":"__SESSION_ACK__","session_id":"s","capabilities":[]}' : one;
    return { id: String(index), from_agent: 'af'.includes(one) ? 'aria' : 'admin-sdk', content, created_at };
  });
  const own = messages.find(({ content }) => content === '!');
  if (!own) throw new Error('no question');
  const { pending, before } = turnOf(own, messages, 'aria');
  expect(before.size).toBe(script.indexOf('!'));
  return pending;
}

describe('turnOf', () => {
  test.each([
    ['!', 0],
    ['qa!', 0],
    ['qq!a', 2],
    ['qqa!q', 1],
    ['qaaa!', 0],
    ['aaq!', 1],
    ['qff!', 1],
  ])('behavior: %s waits for %i answers of others', (script, pending) => {
    expect(turn(script)).toBe(pending);
  });

  test('behavior: a question without an answer is ignored after some time', () => {
    expect(turn('q!', 11)).toBe(0);
  });

  test('behavior: a question that is not in the list counts as the first', () => {
    const own = { id: 'x', from_agent: 'admin-sdk', content: '!', created_at: '2026-01-01T00:00:00Z' };
    expect(turnOf(own, [{ ...own, id: 'y' }], 'aria')).toEqual({ pending: 0, before: new Set() });
  });
});
