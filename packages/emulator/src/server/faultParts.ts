import type { DateSkew, Delay, Fault, Refusal, SlowBody, StreamFault } from '../core/Faults.ts';
import { ApiError } from '../errors.ts';

/** The fields of all faults. */
export type FaultParts = Partial<Refusal & Delay & SlowBody & StreamFault & DateSkew>;

/** The response of a fault that refuses its request. */
export function refusalOf(fault: Fault): ApiError | undefined {
  const { status, retryAfter } = typeof fault === 'number' ? { status: fault } : partsOf(fault);
  if (status === undefined) return undefined;
  const headers = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  return new ApiError(
    status,
    'fault',
    `A fault of the emulator refused this request with ${status}.`,
    headers,
  );
}

/** The delays of a fault, in ms. */
export function delayOf(fault: Fault): Required<Delay> {
  const { workMs = 0, responseMs = 0 } = partsOf(fault);
  return { workMs, responseMs };
}

/** How far `Date` is ahead because of a fault, in ms. */
export function dateSkewOf(fault: Fault): number {
  return partsOf(fault).dateSkewMs ?? 0;
}

/** The fields of a fault. */
export function partsOf(fault: Fault): FaultParts {
  return typeof fault === 'object' ? fault : {};
}
