import { ApiError } from '../../errors.ts';
import type { OfficeRow } from '../../store/tables/offices.ts';

/** Refuses work in a suspended office: 409. */
export function requireActive(office: OfficeRow): void {
  if (office.suspended === 0) return;
  throw new ApiError(409, 'office_suspended', `The office ${office.name} is suspended; resume it first.`);
}
