import { ApiError, badRequest } from '../ApiError.ts';
import { MESSAGES, USER_PEER } from '../assumptions.ts';
import type { Caller } from '../core/Caller.ts';
import type { Author } from '../platform/chat.ts';
import type { Platform } from '../platform/Platform.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';

/** The name under which a caller takes part in conversations. */
export function sideOf(caller: Caller): string {
  return caller.kind === 'agent' ? caller.agent.name : USER_PEER;
}

/** Who a message is from: an agent under its own name, a user under any that is not an agent's. */
export function authorOf(platform: Platform, office: OfficeRow, caller: Caller, name: string): Author {
  if (name.trim() === '') throw badRequest('agent_id must not be empty.');
  const own = caller.kind === 'agent' ? caller.agent : undefined;
  if (own ? own.name !== name : platform.store.agents.byName(office.id, name) !== undefined) {
    throw new ApiError(
      403,
      'not_yourself',
      `agent_id is ${name}, and you are not: nobody writes in another's name.`,
    );
  }
  return { name, agent: own };
}

/** How many messages are asked for. */
export function limitOf(query: { limit?: number | undefined }): number {
  return Math.min(query.limit ?? MESSAGES.usual, MESSAGES.most);
}
