import type { Group } from '../../contract/Endpoint.ts';
import { anything } from '../../contract/schema.ts';

/** The operations on capabilities. */
export const capabilities = {
  self: {
    name: 'capabilities.self',
    route: 'GET /api/v1/offices/{officeId}/capabilities/self',
    answer: 'json',
    output: anything,
    repeat: 'safe',
  },
} as const satisfies Group;
