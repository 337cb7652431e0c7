import { part } from '../../contract/access.ts';
import type { Group } from '../../contract/Endpoint.ts';
import { unknown } from '../../contract/schema.ts';

/** The operations on capabilities. */
export const capabilities = {
  self: {
    name: 'capabilities.self',
    route: 'GET /api/v1/offices/{officeId}/capabilities/self',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: part,
  },
} as const satisfies Group;
