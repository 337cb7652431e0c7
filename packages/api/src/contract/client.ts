import { open } from './access.ts';
import type { Group } from './Endpoint.ts';

/** The operations of the client itself. */
export const client = {
  health: {
    name: 'client.health',
    route: 'GET /healthz',
    responseType: 'none',
    idempotency: 'safe',
    access: open,
  },
} as const satisfies Group;
