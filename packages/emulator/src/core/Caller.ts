import type { AgentRow } from '../store/tables/agents.ts';

/** The sender of a request. */
export type Caller = UserCaller | AgentCaller;

interface AnyCaller {
  /** A text that no other caller has. */
  readonly id: string;
  /** The caller's name in records. */
  readonly name: string;
}

/** A user, by API key or by a first-party token. */
export interface UserCaller extends AnyCaller {
  readonly kind: 'user';
  readonly userId: string;
  /** Whether every office is open to it. */
  readonly admin: boolean;
}

/** An agent, by its signature. */
export interface AgentCaller extends AnyCaller {
  readonly kind: 'agent';
  readonly agent: AgentRow;
}
