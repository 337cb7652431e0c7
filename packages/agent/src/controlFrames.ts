/** Longer is no frame. In UTF-16 units. */
const LONGEST_FRAME = 64 * 1024;
const LONGEST_ID = 256;

/** A frame of the session protocol that came from a client. */
export interface ControlFrame {
  readonly type: 'start' | 'end' | 'other';
  readonly sessionId: string;
  /** What the client says it knows beyond the protocol. */
  readonly features: readonly string[];
}

const TYPES: Readonly<Record<string, ControlFrame['type']>> = {
  __SESSION_START__: 'start',
  __SESSION_END__: 'end',
  __SESSION_ACK__: 'other',
  __ANSWER_PART__: 'other',
};

/**
 * The control frame that a text is. Whatever only resembles one is a message: a text that is not JSON to the letter, whose
 * type is not one of a few, or that has no session id.
 */
export function readControlFrame(content: string): ControlFrame | undefined {
  if (content.length > LONGEST_FRAME || !content.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { type, session_id: sessionId, features } = value as Record<string, unknown>;
  if (typeof type !== 'string' || !Object.hasOwn(TYPES, type)) return undefined;
  if (typeof sessionId !== 'string' || sessionId === '' || sessionId.length > LONGEST_ID) return undefined;
  const known = Array.isArray(features) ? features.filter((item) => typeof item === 'string') : [];
  return { type: TYPES[type] ?? 'other', sessionId, features: known };
}

/** The frame that acknowledges a session. Only a client that asked for features is told of any. */
export function acknowledgement(
  sessionId: string,
  capabilities: readonly string[],
  features: readonly string[],
): string {
  return JSON.stringify({
    type: '__SESSION_ACK__',
    session_id: sessionId,
    capabilities,
    ...(features.length > 0 && { features }),
  });
}
