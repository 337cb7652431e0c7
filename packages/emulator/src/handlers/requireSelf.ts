import { ApiError } from '../ApiError.ts';
import type { Caller } from '../core/Caller.ts';

/** An agent speaks for itself only; a user speaks for all of the office's agents. */
export function requireSelf(caller: Caller, name: string): void {
  if (caller.kind === 'agent' && caller.agent.name !== name) {
    throw new ApiError(403, 'not_yourself', `${caller.agent.name} cannot act for ${name}.`);
  }
}
