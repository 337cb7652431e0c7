/** A piece of an answer that is not whole yet: it is no message, and costs nothing. */
const PART_TYPE = '__ANSWER_PART__';

/** A frame of the session protocol: what a message's content says instead of words. */
export interface ControlFrame {
  type: '__SESSION_START__' | '__SESSION_ACK__' | '__SESSION_END__' | typeof PART_TYPE;
  sessionId: string;
}

const TYPES: readonly unknown[] = ['__SESSION_START__', '__SESSION_ACK__', '__SESSION_END__', PART_TYPE];

/** The control frame that a message is, if it is one: a JSON object with a known type and a session id. */
export function controlFrame(content: string): ControlFrame | undefined {
  if (!content.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, session_id: sessionId } = value as { type?: unknown; session_id?: unknown };
  if (!TYPES.includes(type) || typeof sessionId !== 'string' || sessionId === '') return undefined;
  return { type: type as ControlFrame['type'], sessionId };
}
