import type { Activity } from '@mitosislabs/transport/telemetry';

/** The session that an activity belongs to: an {@link XMTPSession}. */
export interface FollowedSession {
  /** The office. */
  readonly officeId: string;
  /** The agent's name. */
  readonly agentName: string;
  /** The session's id. */
  readonly sessionId: string;
  /** The conversation; the agent's name, where the platform has not opened one yet. */
  readonly conversationId: string;
}

/** An open session with an agent, for telemetry: from its negotiation to its close. */
export interface SessionActivity extends Activity {
  /** The kind of work. */
  readonly type: 'session';
  /** The session. */
  readonly session: FollowedSession;
}

/** A message to an agent, for telemetry: until the server has stored it. */
export interface SendActivity extends Activity {
  /** The kind of work. */
  readonly type: 'send';
  /** The session. */
  readonly session: FollowedSession;
  /** The text. */
  readonly content: string;
  /**
   * The trace context (W3C `traceparent`) to give to the agent, if the agent reads trace contexts. The text stays as it
   * is. Default: none.
   */
  traceparent?: string | undefined;
}
