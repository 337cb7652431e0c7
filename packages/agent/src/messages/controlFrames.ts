import { readSessionFrame } from '@mitosislabs/xmtp/feed';

/** A frame of the session protocol that came from a client. */
export interface ControlFrame {
  readonly type: 'start' | 'end' | 'other';
  readonly sessionId: string;
  /** What the client says it knows beyond the protocol. */
  readonly features: readonly string[];
}

/** Reads a control frame of the session protocol; `undefined` for every text that only resembles one. */
export function readControlFrame(content: string): ControlFrame | undefined {
  const frame = readSessionFrame(content);
  if (!frame) return undefined;
  const { type, sessionId } = frame;
  const features = 'features' in frame ? frame.features : [];
  return { type: type === 'start' || type === 'end' ? type : 'other', sessionId, features };
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
