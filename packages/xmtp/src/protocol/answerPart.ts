/*
 * The wire format of streamed answers: docs/decisions/0012-growing-answers.md. No other file knows it.
 */
import { parseUnambiguousJson } from './parseUnambiguousJson.ts';

/** The entry in the `features` of a START whose client supports streamed answers; the ACK repeats it. */
export const STREAMING_ANSWERS = 'growing_answers';
/** The type of a frame that carries a piece. */
const PART_TYPE = '__ANSWER_PART__';
/** The length of the longest frame. In UTF-16 units. */
const LONGEST_FRAME = 64 * 1024;

/** A piece of a streamed answer. */
export interface AnswerPart {
  /** The session of the question, or the newest session of its sender. */
  readonly sessionId: string;
  /** The other sessions of the conversation that show the piece. */
  readonly alsoFor?: readonly string[] | undefined;
  /** The id of this answer. */
  readonly answerId: string;
  /** The id of the message that it answers. */
  readonly inReplyTo?: string | undefined;
  /** 0, 1, …: the position of the piece. */
  readonly seq: number;
  /** The piece; empty in a part that only names a step. */
  readonly text: string;
  /** The agent's current step, for display: `reading report.md …`. Not a part of the answer. */
  readonly step?: string | undefined;
}

/**
 * The frame of one piece.
 *
 * @param part - The piece, and where it belongs.
 * @returns the content of a message.
 *
 * @example
 * ```ts
 * import { answerPart } from '@mitosislabs/xmtp/feed';
 *
 * console.log(answerPart({ sessionId: 's', answerId: 'a', seq: 0, text: 'Good ' }));
 * ```
 */
export function answerPart(part: AnswerPart): string {
  const { sessionId, alsoFor = [], answerId, inReplyTo, seq, text, step } = part;
  return JSON.stringify({
    type: PART_TYPE,
    session_id: sessionId,
    ...(alsoFor.length > 0 && { also_for: alsoFor }),
    answer_id: answerId,
    ...(inReplyTo !== undefined && { in_reply_to: inReplyTo }),
    seq,
    text,
    ...(step !== undefined && { step: withoutEscapes(step) }),
  });
}

/** Returns a text that JSON writes without escapes: parsers that read them differently would see another frame. */
function withoutEscapes(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Surrogate}]/gu, ' ')
    .replaceAll('"', "'")
    .replaceAll('\\', '/');
}

/**
 * The piece in a message's content; `undefined` for every other text, and for one in which another parser of JSON could
 * see another frame. Only the agent's own messages carry pieces of its answers. The answer itself is the agent's next
 * plain message: if it begins with all pieces joined, it replaces them; otherwise they are given up.
 *
 * @param content - The content of a message.
 *
 * @example
 * ```ts
 * import { answerPart, readAnswerPart } from '@mitosislabs/xmtp/feed';
 *
 * const frame = answerPart({ sessionId: 's', answerId: 'a', seq: 0, text: 'Good ' });
 * console.log(readAnswerPart(frame)?.text); // Good
 * console.log(readAnswerPart('Good ')); // undefined
 * ```
 */
export function readAnswerPart(content: string): AnswerPart | undefined {
  if (content.length > LONGEST_FRAME || !content.startsWith('{') || !content.includes(PART_TYPE))
    return undefined;
  const frame = parseUnambiguousJson(content, 'text');
  if (frame?.['type'] !== PART_TYPE) return undefined;
  const { session_id: sessionId, also_for: alsoFor = [], answer_id: answerId, seq, text } = frame;
  const { in_reply_to: inReplyTo, step } = frame;
  const isPart =
    typeof sessionId === 'string' &&
    areTexts(alsoFor) &&
    typeof answerId === 'string' &&
    (inReplyTo === undefined || typeof inReplyTo === 'string') &&
    Number.isSafeInteger(seq) &&
    (seq as number) >= 0 &&
    typeof text === 'string' &&
    (step === undefined || typeof step === 'string');
  if (!isPart) return undefined;
  return {
    sessionId,
    alsoFor,
    answerId,
    inReplyTo,
    seq: seq as number,
    text,
    ...(step !== undefined && { step }),
  };
}

/** Whether a value is a list of strings. */
export function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
