import { chromiumInstanceSchema } from '../types/ChromiumInstance.ts';
import type { Group } from './Endpoint.ts';

/** The operations on the browser. */
export const chromium = {
  start: {
    name: 'chromium.start',
    route: 'POST /api/v1/offices/{officeId}/chromium/start',
    answer: 'json',
    output: chromiumInstanceSchema,
    repeat: 'keyed',
    lookup: 'chromium.status',
  },
  status: {
    name: 'chromium.status',
    route: 'GET /api/v1/offices/{officeId}/chromium/status',
    answer: 'json',
    output: chromiumInstanceSchema,
    repeat: 'safe',
  },
  done: {
    name: 'chromium.done',
    route: 'POST /api/v1/offices/{officeId}/chromium/done',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'chromium.status',
  },
  delete: {
    name: 'chromium.delete',
    route: 'DELETE /api/v1/offices/{officeId}/chromium',
    answer: 'none',
    repeat: 'idempotent',
    lookup: 'chromium.status',
  },
} as const satisfies Group;
