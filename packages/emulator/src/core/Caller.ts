import type { AgentRow } from '../store/AgentStore.ts';

/** Who sent a request. */
export type Caller = UserCaller | AgentCaller;

/** A user, by API key or by a first-party token. */
export interface UserCaller {
  readonly kind: 'user';
  readonly userId: string;
  /** Whether every office is open to it. */
  readonly admin: boolean;
}

/** An agent, by its signature. */
export interface AgentCaller {
  readonly kind: 'agent';
  readonly agent: AgentRow;
}

/** A caller as text, unlike any other caller's. */
export function callerId(caller: Caller): string {
  return caller.kind === 'agent' ? `agent:${caller.agent.id}` : `user:${caller.userId}`;
}

/** What a caller is called in records. */
export function callerName(caller: Caller): string {
  return caller.kind === 'agent' ? caller.agent.name : caller.userId;
}
