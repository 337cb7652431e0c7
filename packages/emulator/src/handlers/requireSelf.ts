import type { Caller } from '../core/Caller.ts';
import { ApiError } from '../errors.ts';

/** Refuses an agent that acts for another one: 403. Users act for all agents of their offices. */
export function requireSelf(caller: Caller, name: string): void {
  if (caller.kind === 'agent' && caller.agent.name !== name) {
    throw new ApiError(403, 'not_yourself', `${caller.agent.name} cannot act for ${name}.`);
  }
}
