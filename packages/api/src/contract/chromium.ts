import { chromiumInstanceSchema } from '../types/ChromiumInstance.ts';
import type { Group } from './Endpoint.ts';

/** The operations on the browser. */
export const chromium = {
  start: {
    name: 'chromium.start',
    route: 'POST /api/v1/offices/{officeId}/chromium/start',
    summary: 'Starts the browser of an office.',
    answer: 'json',
    output: chromiumInstanceSchema,
    repeat: 'keyed',
  },
  status: {
    name: 'chromium.status',
    route: 'GET /api/v1/offices/{officeId}/chromium/status',
    summary: 'Tells how the browser of an office is doing.',
    answer: 'json',
    output: chromiumInstanceSchema,
    repeat: 'safe',
  },
  done: {
    name: 'chromium.done',
    route: 'POST /api/v1/offices/{officeId}/chromium/done',
    summary: 'Tells that the browser is no longer needed.',
    answer: 'none',
    repeat: 'idempotent',
  },
  delete: {
    name: 'chromium.delete',
    route: 'DELETE /api/v1/offices/{officeId}/chromium',
    summary: 'Deletes the browser of an office.',
    answer: 'none',
    repeat: 'idempotent',
  },
} as const satisfies Group;
