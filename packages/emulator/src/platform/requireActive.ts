import { ApiError } from '../ApiError.ts';
import type { OfficeRow } from '../store/OfficeStore.ts';

/** Refuses work in an office that is suspended: 409. */
export function requireActive(office: OfficeRow): void {
  if (office.suspended === 0) return;
  throw new ApiError(409, 'office_suspended', `The office ${office.name} is suspended; resume it first.`);
}
