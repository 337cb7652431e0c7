import type { XMTPMessage } from '@mitosislabs/api';
import { readSessionFrame } from '@mitosislabs/xmtp/feed';

/** An answer that an agent is writing. */
export interface Answering {
  readonly answerId: string;
  /** The pieces that arrived, joined. */
  readonly text: string;
  /** The step that the agent works at. */
  readonly step: string | undefined;
}

/** A conversation for display. */
export interface Conversation {
  /** The messages, oldest first, without those of the session protocol. */
  readonly messages: readonly XMTPMessage[];
  /** The answer that the agent is writing. */
  readonly answering: Answering | undefined;
}

/**
 * Reads the messages of a conversation between the user and an agent. Only the agent's own messages carry pieces of its answers;
 * its next message replaces them.
 *
 * @param received - All messages, oldest first. Some may be there twice.
 */
export function readConversation(received: readonly XMTPMessage[], agent: string): Conversation {
  const seen = new Set<string>();
  const messages: XMTPMessage[] = [];
  let answerId: string | undefined;
  let pieces: string[] = [];
  let step: string | undefined;
  for (const message of received) {
    if (seen.has(message.id)) continue;
    seen.add(message.id);
    const isAgent = message.from_agent === agent;
    const frame = readSessionFrame(message.content);
    if (frame?.type === 'part') {
      // Anyone else could invent pieces.
      if (!isAgent) messages.push(message);
      else {
        if (frame.answerId !== answerId) pieces = [];
        answerId = frame.answerId;
        pieces[frame.seq] = frame.text;
        step = frame.step;
      }
      continue;
    }
    if (frame) continue;
    messages.push(message);
    if (isAgent) answerId = undefined;
  }
  if (answerId === undefined) return { messages, answering: undefined };
  let text = '';
  for (let seq = 0; pieces[seq] !== undefined; seq++) text += pieces[seq];
  return { messages, answering: { answerId, text, step } };
}
