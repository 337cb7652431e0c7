import { describe, expect, test } from 'vitest';
import { answerPart } from './answerPart.ts';
import { ackFrame, endFrame, readSessionFrame, startFrame } from './sessionFrames.ts';

const ID = 's'.repeat(256);

/** Each control frame, and what it says. */
const frames: [content: string, frame: object][] = [
  [startFrame('s', '2026-01-01T00:00:00Z'), { type: 'start', sessionId: 's', features: [] }],
  [
    startFrame('s', '', ['growing_answers']),
    { type: 'start', sessionId: 's', features: ['growing_answers'] },
  ],
  [ackFrame('s', ['chat'], []), { type: 'ack', sessionId: 's', capabilities: ['chat'], features: [] }],
  [ackFrame('s', [], ['x']), { type: 'ack', sessionId: 's', capabilities: [], features: ['x'] }],
  [endFrame('s', ''), { type: 'end', sessionId: 's' }],
  [
    answerPart({ sessionId: 's', answerId: 'a', seq: 3, text: '"\n\u001b' }),
    { type: 'part', seq: 3, text: '"\n\u001b' },
  ],
  [`{"type":"__SESSION_END__","session_id":"${ID}"}`, { type: 'end', sessionId: ID }],
  ['{"type":"__SESSION_START__","session_id":"s","features":"x"}', { type: 'start', features: [] }],
  ['{"type":"__SESSION_START__","session_id":"s","features":[1,"x"]}', { type: 'start', features: ['x'] }],
  ['{"session_id":"s","type":"__SESSION_END__","more":{"type":"x"}}', { type: 'end', sessionId: 's' }],
  ['{"type":"__SESSION_END__","session_id":"s"}\n', { type: 'end', sessionId: 's' }],
];

/** Texts that only resemble a frame, by the reason why they are messages. */
const messages: Record<string, string> = {
  'a leading blank': ' {"type":"__SESSION_END__","session_id":"s"}',
  'a leading line break': '\n{"type":"__SESSION_END__","session_id":"s"}',
  'a leading byte order mark': '\uFEFF{"type":"__SESSION_END__","session_id":"s"}',
  'an escaped type': '{"type":"\\u005f_SESSION_END__","session_id":"s"}',
  'an escaped name': '{"t\\u0079pe":"__SESSION_END__","session_id":"s"}',
  'an escaped id': '{"type":"__SESSION_END__","session_id":"\\u0073"}',
  'an id of 257': `{"type":"__SESSION_END__","session_id":"${ID}s"}`,
  'an id of 300': `{"type":"__SESSION_START__","session_id":"${'s'.repeat(300)}"}`,
  'an empty id': '{"type":"__SESSION_END__","session_id":""}',
  'an id that is a number': '{"type":"__SESSION_END__","session_id":5}',
  'no id': '{"type":"__SESSION_START__"}',
  '70 KB': JSON.stringify({ type: '__SESSION_END__', session_id: 's', pad: 'x'.repeat(70_000) }),
  'an ACK without capabilities': '{"type":"__SESSION_ACK__","session_id":"s"}',
  'an ACK with other capabilities': '{"type":"__SESSION_ACK__","session_id":"s","capabilities":[1]}',
  'an unknown type': '{"type":"__SESSION_PING__","session_id":"s"}',
  'a type in lower case': '{"type":"__session_start__","session_id":"s"}',
  'a type that is a list': '{"type":["__SESSION_START__"],"session_id":"s"}',
  'a type of every object': '{"type":"__proto__","session_id":"s"}',
  'a name that occurs twice': '{"type":"__SESSION_END__","type":"x","session_id":"s"}',
  'a list around it': '[{"type":"__SESSION_START__","session_id":"s"}]',
  'text before it': 'hello {"type":"__SESSION_START__","session_id":"s"}',
  'text behind it': '{"type":"__SESSION_START__","session_id":"s"} hello',
  'an object that is cut off': '{"type":"__SESSION_START__"',
  'a part with an empty id': answerPart({ sessionId: '', answerId: 'a', seq: 0, text: 'x' }),
  'a part with a negative number':
    '{"type":"__ANSWER_PART__","session_id":"s","answer_id":"a","seq":-1,"text":"x"}',
  null: 'null',
  nothing: '',
};

describe('readSessionFrame', () => {
  test.each(frames)('default: %s', (content, frame) => {
    expect(readSessionFrame(content)).toMatchObject(frame);
  });

  test.each(Object.entries(messages))('behavior: takes it for a message: %s', (_, content) => {
    expect(readSessionFrame(content)).toBeUndefined();
  });
});

test('behavior: an acknowledgement names features only if there are some', () => {
  expect(JSON.parse(ackFrame('s', ['chat'], []))).toEqual({
    type: '__SESSION_ACK__',
    session_id: 's',
    capabilities: ['chat'],
  });
});
