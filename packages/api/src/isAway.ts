const AWAY: ReadonlySet<string> = new Set(['failed', 'suspended', 'archived']);

/**
 * Whether an agent in this phase does nothing until it is brought back: waiting for it is in vain.
 *
 * @param phase - `status.phase` of the agent.
 */
export function isAway(phase: string): boolean {
  return AWAY.has(phase);
}
