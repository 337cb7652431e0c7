/*
 * How an answer grows on the wire: docs/decisions/0012-growing-answers.md. Nothing else knows the format.
 */

/** What a client puts into the `features` of its START when it can show growing answers; the ACK repeats it. */
export const GROWING_ANSWERS = 'growing_answers';
/** The type of a frame that carries a piece. */
export const PART_TYPE = '__ANSWER_PART__';

/** A piece of an answer that is not whole yet. */
export interface AnswerPart {
  /** The session in which the question was asked. */
  readonly sessionId: string;
  /** Tells this answer from others. */
  readonly answerId: string;
  /** 0, 1, …: the position of the piece. */
  readonly seq: number;
  /** The piece. */
  readonly text: string;
}

/**
 * The frame of one piece.
 *
 * @param part - The piece, and where it belongs.
 * @returns the content of a message.
 *
 * @example
 * ```ts
 * import { answerPart } from '@mitosislabs/agent';
 *
 * console.log(answerPart({ sessionId: 's', answerId: 'a', seq: 0, text: 'Good ' }));
 * ```
 */
export function answerPart({ sessionId, answerId, seq, text }: AnswerPart): string {
  return JSON.stringify({ type: PART_TYPE, session_id: sessionId, answer_id: answerId, seq, text });
}

/**
 * The piece in a message's content; `undefined` for every other text. Only the agent's own messages carry pieces of its
 * answers. The answer itself is the agent's first plain message after them that begins with all pieces joined; it stands
 * in their place.
 *
 * @param content - The content of a message.
 *
 * @example
 * ```ts
 * import { answerPart, readAnswerPart } from '@mitosislabs/agent';
 *
 * const frame = answerPart({ sessionId: 's', answerId: 'a', seq: 0, text: 'Good ' });
 * console.log(readAnswerPart(frame)?.text); // Good
 * console.log(readAnswerPart('Good ')); // undefined
 * ```
 */
export function readAnswerPart(content: string): AnswerPart | undefined {
  if (!content.startsWith('{') || !content.includes(PART_TYPE)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  const frame = Object(value) as Record<string, unknown>;
  const { type, session_id: sessionId, answer_id: answerId, seq, text } = frame;
  const isPart =
    type === PART_TYPE &&
    typeof sessionId === 'string' &&
    typeof answerId === 'string' &&
    Number.isSafeInteger(seq) &&
    typeof text === 'string';
  return isPart ? { sessionId, answerId, seq: seq as number, text } : undefined;
}
