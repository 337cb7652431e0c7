import { ackFrame, answerPart } from '@mitosislabs/xmtp/feed';
import { describe, expect, test } from 'vitest';
import { readConversation } from './readConversation.ts';

let count = 0;
const message = (from_agent: string, content: string) => ({
  id: `m${++count}`,
  from_agent,
  content,
  created_at: '2030-01-01T00:00:00.000Z',
});
const part = (seq: number, text: string, answerId = 'a', from = 'aria') =>
  message(from, answerPart({ sessionId: 's', answerId, seq, text }));

describe('readConversation', () => {
  test('default: shows messages, and not those of the session protocol', () => {
    const hello = message('admin-sdk', 'hello');
    const hi = message('aria', 'hi');
    const start = message('admin-sdk', '{"type":"__SESSION_START__","session_id":"s"}');
    const received = [start, message('aria', ackFrame('s', ['chat'], [])), hello, hi, hello];
    expect(readConversation(received, 'aria')).toEqual({ messages: [hello, hi], answering: undefined });
  });

  test('behavior: joins the pieces of an answer in their order, up to the first that is missing', () => {
    const read = (...pieces: ReturnType<typeof part>[]) => readConversation(pieces, 'aria').answering?.text;
    expect(read(part(0, 'one '), part(1, 'two'))).toBe('one two');
    expect(read(part(1, 'two'), part(0, 'one '))).toBe('one two');
    expect(read(part(0, 'one '), part(2, 'three'))).toBe('one ');
    expect(read(part(0, 'old'), part(0, 'new', 'b'))).toBe('new');
  });

  test("behavior: the agent's next message replaces the pieces", () => {
    const answer = message('aria', 'one two');
    expect(readConversation([part(0, 'one '), answer], 'aria')).toEqual({
      messages: [answer],
      answering: undefined,
    });
  });

  test('behavior: pieces that another party invents are shown as they are', () => {
    const invented = part(0, 'trust me', 'a', 'admin-sdk');
    expect(readConversation([invented], 'aria')).toEqual({ messages: [invented], answering: undefined });
  });
});
