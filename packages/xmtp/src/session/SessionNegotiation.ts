/**
 * The result of a negotiation with an agent.
 *
 * @example
 * ```ts
 * import type { SessionNegotiation } from '@mitosislabs/xmtp';
 *
 * const canBrowse = ({ capabilities }: SessionNegotiation) => capabilities?.includes('browser') === true;
 * ```
 */
export interface SessionNegotiation {
  /** The session's id: a UUID. */
  sessionId: string;
  /** The office. */
  officeId: string;
  /** The agent's name. */
  agentName: string;
  /** The conversation; the agent's name, where the platform has not opened one yet. */
  conversationId: string;
  /** The capabilities of the agent; empty when it did not answer in time. */
  capabilities?: string[];
  /** When the session was started: ISO 8601, by the clock of this machine. */
  startedAt: string;
}
