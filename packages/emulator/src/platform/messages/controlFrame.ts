import { readSessionFrame } from '@mitosislabs/xmtp/feed';

/** The types of control frames in messages. A part of an answer is not a message, and costs nothing. */
const TYPES = {
  start: '__SESSION_START__',
  ack: '__SESSION_ACK__',
  end: '__SESSION_END__',
  part: '__ANSWER_PART__',
} as const;

/** A frame of the session protocol in the content of a message. */
export interface ControlFrame {
  type: (typeof TYPES)[keyof typeof TYPES];
  sessionId: string;
}

/** Reads a control frame of the session protocol; returns `undefined` for any other text. */
export function controlFrame(content: string): ControlFrame | undefined {
  const frame = readSessionFrame(content);
  return frame && { type: TYPES[frame.type], sessionId: frame.sessionId };
}
