import { type AnswerPart, GROWING_ANSWERS, readAnswerPart } from './answerPart.ts';
import { outline } from './outline.ts';

/** Longer is no acknowledgement. In UTF-16 units. */
const LONGEST_FRAME = 64 * 1024;

/** The frame that asks an agent for a session. */
export function startFrame(sessionId: string, timestamp: string, features?: readonly string[]): string {
  return JSON.stringify({
    type: '__SESSION_START__',
    session_id: sessionId,
    capabilities_request: true,
    timestamp,
    features,
  });
}

/** The frame that ends a session. */
export function endFrame(sessionId: string, timestamp: string): string {
  return JSON.stringify({ type: '__SESSION_END__', session_id: sessionId, timestamp });
}

/** What an agent acknowledges a session with. */
export interface Acknowledgement {
  capabilities: string[];
  /** Whether its answers grow. */
  grows: boolean;
}

/** An agent's acknowledgement of this session; `undefined` for every other text. */
export function readAck(content: string, sessionId: string): Acknowledgement | undefined {
  const { capabilities, features } = readFrame(content, '__SESSION_ACK__', sessionId) ?? {};
  const isList = Array.isArray(capabilities) && capabilities.every((item) => typeof item === 'string');
  const grows = Array.isArray(features) && features.includes(GROWING_ANSWERS);
  return isList ? { capabilities, grows } : undefined;
}

/** The id of the session that one of our own texts asks for, and whether with growing answers. */
export function readStart(content: string): { sessionId: string; grows: boolean } | undefined {
  if (!content.startsWith('{"type":"__SESSION_START__","session_id":"')) return undefined;
  const [, , , , , , , sessionId = ''] = content.split('"', 8);
  return { sessionId, grows: content.endsWith(`"features":["${GROWING_ANSWERS}"]}`) };
}

/** The piece of an answer that a text is for this session; `undefined` for every other text. */
export function readPart(content: string, sessionId: string): AnswerPart | undefined {
  const part = readAnswerPart(content);
  return part && [part.sessionId, ...(part.alsoFor ?? [])].includes(sessionId) ? part : undefined;
}

/** Whether a text is the frame with which an agent ends this session. */
export function isEnd(content: string, sessionId: string): boolean {
  return readFrame(content, '__SESSION_END__', sessionId) !== undefined;
}

/**
 * Reads a control frame of one session. Whatever only resembles one is a message, and the caller's to read: a text in
 * which another parser could see another frame (escapes, names that stand there twice) is not taken for one.
 */
function readFrame(content: string, type: string, sessionId: string): Record<string, unknown> | undefined {
  if (content.length > LONGEST_FRAME || !content.includes(type)) return undefined;
  const frame = outline(content);
  return frame?.['type'] === type && frame['session_id'] === sessionId ? frame : undefined;
}
