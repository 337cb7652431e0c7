import { ApiError, notFound } from '../ApiError.ts';
import type { Caller } from '../core/Caller.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';
import type { Platform } from './Platform.ts';

/** The office of that id, if the caller may act on it: 404 when there is none, 403 when it is somebody else's. */
export function requireOffice(platform: Platform, caller: Caller, officeId: string): OfficeRow {
  const office = platform.store.offices.byId(officeId);
  if (!office) throw notFound(`office ${officeId}`);
  const allowed =
    caller.kind === 'agent'
      ? caller.agent.office_id === office.id
      : caller.admin || caller.userId === office.owner_id;
  if (!allowed) throw new ApiError(403, 'forbidden', 'you do not own this office');
  return office;
}
