import type { Office } from '@mitosislabs/api';
import { signal } from '@preact/signals';
import { call } from './request.ts';

/** All offices, oldest first; `undefined` until they are loaded. */
export const offices = signal<readonly Office[] | undefined>(undefined);

/** The office that the reader looked at last: the navigation keeps it on the pages of the emulator. */
export const lastOffice = signal<string | undefined>(undefined);

/** Loads the offices, also for the navigation. */
export async function loadOffices(abort?: AbortSignal): Promise<readonly Office[]> {
  const loaded = await call('GET /api/v1/offices', {}, abort);
  offices.value = loaded;
  return loaded;
}
