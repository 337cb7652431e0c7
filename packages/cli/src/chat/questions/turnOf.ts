import type { XMTPMessage } from '@mitosislabs/xmtp';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';

/** An older question that is not answered yet is no longer waited for. In ms. */
const STALE_MS = 600_000;

/** Where a question stands among those of others. */
export interface Turn {
  /** How many answers come before its own. */
  readonly pending: number;
  /** The ids of the messages that were there before it: none of them is its answer. */
  readonly before: ReadonlySet<string>;
}

/**
 * Counts the questions that stand before one's own and are not answered yet. Messages do not say what they answer; but an
 * agent answers in the order in which it was asked.
 *
 * @param question - One's own, as the server keeps it.
 * @param messages - The newest of the conversation, the oldest first.
 * @param agent - Who answers.
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
  // So many came meanwhile that it is not among them.
  return { pending: 0, before: new Set() };
}
