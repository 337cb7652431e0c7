import { type AnswerPart, areTexts, readAnswerPart } from './answerPart.ts';
import { parseUnambiguousJson } from './parseUnambiguousJson.ts';

/** Longer text is never a control frame. In UTF-16 units. */
const LONGEST_FRAME = 64 * 1024;
/** Longer ids are invalid. In UTF-16 units. */
const LONGEST_ID = 256;

/**
 * The frame that asks an agent for a session.
 *
 * @param sessionId - The id of the new session.
 * @param timestamp - The time, in ISO 8601.
 * @param features - The extensions of the protocol that the client knows. Default: none.
 * @param trace - The fields of the trace context of the message that follows: {@link traceFields}.
 * @returns the content of a message.
 *
 * @example
 * ```ts
 * import { startFrame } from '@mitosislabs/xmtp/feed';
 *
 * console.log(startFrame('session-id', new Date().toISOString()));
 * ```
 */
export function startFrame(
  sessionId: string,
  timestamp: string,
  features?: readonly string[],
  trace?: Readonly<Record<string, unknown>>,
): string {
  return JSON.stringify({
    type: '__SESSION_START__',
    session_id: sessionId,
    capabilities_request: true,
    timestamp,
    features,
    ...trace,
  });
}

/**
 * The frame that acknowledges a session.
 *
 * @param sessionId - The id from the frame that asked for the session.
 * @param capabilities - The abilities that the agent names.
 * @param features - The extensions of the protocol that both sides know. Left out when there are none.
 * @returns the content of a message.
 *
 * @example
 * ```ts
 * import { ackFrame } from '@mitosislabs/xmtp/feed';
 *
 * console.log(ackFrame('session-id', ['chat'], []));
 * ```
 */
export function ackFrame(
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

/**
 * The frame that ends a session.
 *
 * @param sessionId - The id of the session.
 * @param timestamp - The time, in ISO 8601.
 * @returns the content of a message.
 *
 * @example
 * ```ts
 * import { endFrame } from '@mitosislabs/xmtp/feed';
 *
 * console.log(endFrame('session-id', new Date().toISOString()));
 * ```
 */
export function endFrame(sessionId: string, timestamp: string): string {
  return JSON.stringify({ type: '__SESSION_END__', session_id: sessionId, timestamp });
}

/**
 * A control frame of the session protocol. `start` and `end` come from a client, `ack`, `part` and `end` from an agent;
 * `features` names the sender's extensions of the protocol.
 */
export type SessionFrame =
  | {
      /** Asks for a session. */
      readonly type: 'start';
      /** The id of the session. */
      readonly sessionId: string;
      /** The extensions of the protocol that the client knows. */
      readonly features: readonly string[];
    }
  | {
      /** Accepts a session. */
      readonly type: 'ack';
      /** The id of the session. */
      readonly sessionId: string;
      /** The abilities that the agent names. */
      readonly capabilities: readonly string[];
      /** The extensions of the protocol that the agent knows. */
      readonly features: readonly string[];
    }
  | {
      /** Ends a session. */
      readonly type: 'end';
      /** The id of the session. */
      readonly sessionId: string;
    }
  | ({
      /** Carries a part of an answer. */
      readonly type: 'part';
    } & AnswerPart);

/**
 * Reads the control frame in a message's content, of any session. Text that only resembles one is a message: text
 * longer than 64 Ki UTF-16 units, with an unknown type, with a session id that is empty or longer than 256, with fields
 * missing, with anything before the object, or in which another JSON parser could see another frame (escapes, names that
 * occur twice).
 *
 * @param content - The content of a message.
 * @returns the frame; `undefined` for every other text.
 *
 * @example
 * ```ts
 * import { readSessionFrame } from '@mitosislabs/xmtp/feed';
 *
 * console.log(readSessionFrame('{"type":"__SESSION_END__","session_id":"s"}')?.type); // end
 * console.log(readSessionFrame('Look: {"type":"__SESSION_END__","session_id":"s"}')); // undefined
 * ```
 */
export function readSessionFrame(content: string): SessionFrame | undefined {
  if (content.length > LONGEST_FRAME || !content.startsWith('{')) return undefined;
  const part = readAnswerPart(content);
  if (part) return isSessionId(part.sessionId) ? { type: 'part', ...part } : undefined;
  if (!content.includes('"__SESSION_')) return undefined;
  const { type, session_id: sessionId, capabilities, features: known } = parseUnambiguousJson(content) ?? {};
  if (!isSessionId(sessionId)) return undefined;
  const features = Array.isArray(known) ? known.filter((item) => typeof item === 'string') : [];
  switch (type) {
    case '__SESSION_START__':
      return { type: 'start', sessionId, features };
    case '__SESSION_END__':
      return { type: 'end', sessionId };
    case '__SESSION_ACK__':
      return areTexts(capabilities) ? { type: 'ack', sessionId, capabilities, features } : undefined;
    default:
      return undefined;
  }
}

/** The ids of the sessions that a frame belongs to. */
export function sessionsOf(frame: SessionFrame): readonly string[] {
  return frame.type === 'part' ? [frame.sessionId, ...(frame.alsoFor ?? [])] : [frame.sessionId];
}

function isSessionId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID;
}
