import { AgentNotReadyError } from '../../waiting/AgentNotReadyError.ts';
import type { Employee } from './Employee.ts';

const AWAY: ReadonlySet<string> = new Set(['failed', 'suspended', 'archived']);

/**
 * Returns an agent if it is ready, and `undefined` if it may become so.
 *
 * @param name - The agent's name, for the error.
 * @param agent - The agent.
 * @throws {@link AgentNotReadyError} when waiting is of no use.
 */
export function readyAgent(name: string, agent: Employee): Employee | undefined {
  const { phase, ready, message } = agent.status;
  if (isAway(phase)) throw new AgentNotReadyError(name, phase, message);
  return ready ? agent : undefined;
}

/**
 * Whether an agent in this phase does nothing until it is restored: waiting for it is of no use.
 *
 * @param phase - `status.phase` of the agent.
 */
export function isAway(phase: string): boolean {
  return AWAY.has(phase);
}
