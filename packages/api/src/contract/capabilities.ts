import { anything } from '../schema.ts';
import type { Group } from './Endpoint.ts';

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
