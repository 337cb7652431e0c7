import type { XMTPMessage } from '@mitosislabs/api/xmtpApi';
import { readSessionFrame } from '../protocol/sessionFrames.ts';

/** Questions without an answer are ignored after this time, in ms. */
const STALE_MS = 600_000;

/** The position of a question among those of other users. */
export interface Turn {
  /** The number of answers that come before its own. */
  readonly pending: number;
  /** The ids of the messages before it: none of them is its answer. */
  readonly before: ReadonlySet<string>;
}

/**
 * Counts the earlier questions without an answer. Messages need not name their question, but an agent answers in order.
 *
 * @param question - The question, as the server stored it.
 * @param messages - The newest messages of the conversation, oldest first.
 * @param agent - The name of the agent.
 */
export function turnOf(question: XMTPMessage, messages: readonly XMTPMessage[], agent: string): Turn {
  const before = new Set<string>();
  const time = Date.parse(question.created_at);
  let pending = 0;
  for (const { id, from_agent, content, created_at } of messages) {
    if (id === question.id) return { pending, before };
    before.add(id);
    if (readSessionFrame(content)) continue;
    if (from_agent === agent) pending = Math.max(0, pending - 1);
    else if (!(time - Date.parse(created_at) > STALE_MS)) pending++;
  }
  // Too many messages came meanwhile: the question is not among them.
  return { pending: 0, before: new Set() };
}
