const AWAY: ReadonlySet<string> = new Set(['failed', 'suspended', 'archived']);

/**
 * Whether an agent in this phase does nothing until it is restored: waiting for it is of no use.
 *
 * @param phase - `status.phase` of the agent.
 */
export function isAway(phase: string): boolean {
  return AWAY.has(phase);
}
