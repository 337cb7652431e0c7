import { answerPart, readAnswerPart } from '@mitosislabs/xmtp/feed';
import { expect, test } from 'vitest';
import { acknowledgement, readControlFrame } from './controlFrames.ts';
import { Sessions } from './Sessions.ts';

test('default: the frames of the protocol', () => {
  expect(readControlFrame('{"type":"__SESSION_START__","session_id":"s"}')).toEqual({
    type: 'start',
    sessionId: 's',
    features: [],
  });
  expect(readControlFrame('{"type":"__SESSION_END__","session_id":"s"}')?.type).toBe('end');
  expect(readControlFrame(acknowledgement('s', ['chat'], []))?.type).toBe('other');
  expect(JSON.parse(acknowledgement('s', ['chat'], []))).toEqual({
    type: '__SESSION_ACK__',
    session_id: 's',
    capabilities: ['chat'],
  });
  const part = { sessionId: 's', answerId: 'a', seq: 3, text: '"\n\u001b' };
  expect(readAnswerPart(answerPart(part))).toMatchObject(part);
  expect(readControlFrame(answerPart(part))?.type).toBe('other');
});

test.each([
  'hello __SESSION_START__',
  '{"type":"__SESSION_START__"}',
  '{"type":"__SESSION_START__","session_id":""}',
  '{"type":"__SESSION_START__","session_id":5}',
  '{"type":["__SESSION_START__"],"session_id":"s"}',
  '{"type":"__proto__","session_id":"s"}',
  '{"type":"toString","session_id":"s"}',
  '{"type":"__session_start__","session_id":"s"}',
  ' {"type":"__SESSION_START__","session_id":"s"}',
  '[{"type":"__SESSION_START__","session_id":"s"}]',
  `{"type":"__SESSION_START__","session_id":"${'s'.repeat(300)}"}`,
  '{"type":"__SESSION_START__"',
  'null',
])('behavior: %s is a message', (content) => {
  expect(readControlFrame(content)).toBeUndefined();
  expect(readAnswerPart(content)).toBeUndefined();
});

test('behavior: answers grow when all who are there know how, for the newest session of whoever asked', () => {
  const sessions = new Sessions();
  expect(sessions.growingFor('ann')).toEqual([]);
  expect(sessions.start('s1', 'ann', ['growing_answers'])).toBe(true);
  expect(sessions.start('s1', 'ann', [])).toBe(false);
  sessions.start('s2', 'ann', ['growing_answers', 'other']);
  expect(sessions.growingFor('ann')).toEqual(['s2', 's1']);
  expect(sessions.growingFor('bob')).toEqual([]);
  sessions.start('s3', 'bob', []);
  expect(sessions.growingFor('ann')).toEqual([]);
  sessions.end('s3', 'ann');
  expect(sessions.growingFor('ann')).toEqual([]);
  sessions.end('s3', 'bob');
  expect(new Sessions(sessions.known()).growingFor('ann')).toEqual(['s2', 's1']);
});

test('behavior: sessions that nobody ends are not kept for ever', () => {
  const sessions = new Sessions();
  for (let n = 0; n < 200; n++) sessions.start(`s${n}`, 'ann', []);
  expect(sessions.known()).toHaveLength(50);
});
