import { BrainError } from '../brain/BrainError.ts';
import type { ModelMessage, ModelPart } from '../brain/Model.ts';

/** The shortest cut of a question or of a result, in characters. */
const SHORTEST = 500;
/** Longer requests may be too long for the server itself. In characters. */
const LONG = 256 * 1024;

/**
 * Asks a model with as much as fits its context. If it refuses the length, asks again with half of the history, in whole
 * turns; without any history left, with half of the results of tools; then with half of the question.
 *
 * @param messages - The system prompt, the history, the question, and the steps after it.
 * @param end - How many messages come up to the question, with it.
 * @param ask - Sends a request with the given messages.
 * @throws {@link BrainError} `brain_context` when the model cannot even read the beginning and the end of the question.
 */
export async function* askFitting(
  messages: readonly ModelMessage[],
  end: number,
  ask: (messages: readonly ModelMessage[]) => AsyncIterable<ModelPart>,
): AsyncGenerator<ModelPart, void, undefined> {
  const request = partsOf(messages, end);
  for (let left = request; ; ) {
    let hasBegun = false;
    try {
      for await (const part of ask([...left.system, ...left.turns, ...left.steps])) {
        hasBegun = true;
        yield part;
      }
      return;
    } catch (error) {
      const shorter = hasBegun || !isTooMuch(error, messages) ? undefined : shortened(left, request);
      if (!shorter) throw error;
      left = shorter;
    }
  }
}

/** A request: what is never shortened, the history with the question, and the steps after it. */
interface Request {
  readonly system: readonly ModelMessage[];
  readonly turns: readonly ModelMessage[];
  readonly steps: readonly ModelMessage[];
}

function partsOf(messages: readonly ModelMessage[], end: number): Request {
  const first = messages.findIndex(({ role }) => role !== 'system');
  const start = Math.min(first < 0 ? end : first, end);
  return {
    system: messages.slice(0, start),
    turns: messages.slice(start, end),
    steps: messages.slice(end),
  };
}

/** A shorter request; `undefined` when it cannot be shorter. */
function shortened({ system, turns, steps }: Request, whole: Request): Request | undefined {
  if (turns.length > 1) return { system, turns: lastTurns(turns, Math.floor(turns.length / 2)), steps };
  if (steps.some(isLongResult)) return { system, turns, steps: steps.map(halfResult) };
  const [question] = turns;
  if (!question || question.content.length <= SHORTEST) return undefined;
  // From the whole question, so that only one part of it is left out.
  const { content } = whole.turns.at(-1) ?? question;
  const length = Math.max(SHORTEST, Math.floor(Math.min(question.content.length, content.length) / 2));
  const half = { ...question, content: withoutMiddle(content, length - MARK) } as ModelMessage;
  return { system, turns: [half], steps };
}

/**
 * The last messages of a conversation, without the rest of a turn at the beginning: it begins with a message to the
 * agent.
 *
 * @param messages - The conversation. Its last message is always kept.
 * @param most - The most messages to keep.
 */
export function lastTurns(messages: readonly ModelMessage[], most: number): readonly ModelMessage[] {
  const kept = messages.slice(-Math.max(1, most));
  const first = kept.findIndex(({ role }) => role === 'user');
  return first < 0 ? kept.slice(-1) : kept.slice(first);
}

function isLongResult(message: ModelMessage): boolean {
  return message.role === 'tool' && message.content.length > SHORTEST;
}

function halfResult(message: ModelMessage): ModelMessage {
  if (!isLongResult(message)) return message;
  const length = Math.max(SHORTEST, Math.floor(message.content.length / 2));
  return { ...message, content: withoutMiddle(message.content, length - MARK) };
}

/** Whether a shorter request may be answered. Some servers just drop the connection of a long one. */
function isTooMuch(error: unknown, messages: readonly ModelMessage[]): boolean {
  if (!(error instanceof BrainError)) return false;
  const length = messages.reduce((sum, { content }) => sum + content.length, 0);
  return error.code === 'brain_context' || (error.code === 'brain_unreachable' && length > LONG);
}

/** The room for the mark in a text whose middle is left out. In characters. */
const MARK = 60;

/** The beginning and the end of a text: what matters in a long text is usually at one of them. */
function withoutMiddle(text: string, length: number): string {
  const half = Math.max(1, Math.floor(length / 2));
  const left = text.length - 2 * half;
  return `${text.slice(0, half)}\n[… ${left} characters are left out here …]\n${text.slice(-half)}`.replace(
    /\p{Surrogate}/gu,
    '\ufffd',
  );
}
