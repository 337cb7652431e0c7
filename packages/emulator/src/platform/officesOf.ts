import type { Caller } from '../core/Caller.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Platform } from './Platform.ts';

/** The offices of a caller: an agent's own, a user's own, all for an administrator. */
export function officesOf({ store }: Platform, caller: Caller): OfficeRow[] {
  if (caller.kind === 'agent')
    return [store.offices.byId(caller.agent.office_id)].filter((office) => office !== undefined);
  return caller.admin ? store.offices.all() : store.offices.ofOwner(caller.userId);
}
