/*
 * The wire format of trace contexts: docs/decisions/0067-traces-in-start-frames.md. No other file knows it.
 */
import { parseUnambiguousJson } from './parseUnambiguousJson.ts';

/** The entry in the `features` of a START and an ACK whose sender can carry trace contexts. */
export const TRACE_CONTEXT = 'trace_context';
/** Longer frames have no trace context. In UTF-16 units. */
const LONGEST_FRAME = 4 * 1024;
/** W3C Trace Context, version 00. Ids of zeros are invalid. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The trace context of the message that follows a frame. */
export interface MessageTrace {
  /** As in the HTTP header: W3C Trace Context, version 00. */
  readonly traceparent: string;
  /** The digest of the message's text: {@link traceDigest}. */
  readonly digest: number;
}

/** The fields that a START carries for the message that follows it. */
export function traceFields(traceparent: string, text: string): Readonly<Record<string, unknown>> {
  return { traceparent, trace_digest: traceDigest(text) };
}

/** The frame that carries the trace context of the next message: START again, which all clients hide. */
export function traceFrame(sessionId: string, fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ type: '__SESSION_START__', session_id: sessionId, ...fields });
}

/**
 * Reads the trace context of a START. Ignores one that is not valid: another version, other digits, ids of zeros.
 *
 * @param start - The content of a message that is a START.
 *
 * @example
 * ```ts
 * import { readTrace } from '@mitosislabs/xmtp/feed';
 *
 * console.log(readTrace('{"type":"__SESSION_START__","session_id":"s"}')); // undefined
 * ```
 */
export function readTrace(start: string): MessageTrace | undefined {
  if (start.length > LONGEST_FRAME) return undefined;
  const { traceparent, trace_digest: digest } = parseUnambiguousJson(start) ?? {};
  if (typeof traceparent !== 'string' || !TRACEPARENT.test(traceparent)) return undefined;
  return Number.isSafeInteger(digest) ? { traceparent, digest: digest as number } : undefined;
}

/**
 * A digest of a text: FNV-1a of its UTF-16 units, 32 bits. It finds the message of a trace context among those that several
 * clients send at once; it protects nothing.
 *
 * @param text - The text of a message.
 *
 * @example
 * ```ts
 * import { traceDigest } from '@mitosislabs/xmtp/feed';
 *
 * console.log(traceDigest('Good morning!') === traceDigest('Good evening!')); // false
 * ```
 */
export function traceDigest(text: string): number {
  let digest = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    digest = Math.imul(digest ^ text.charCodeAt(index), 0x01000193);
  }
  return digest >>> 0;
}
