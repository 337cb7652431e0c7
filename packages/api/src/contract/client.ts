import { open } from './access.ts';
import { group, type Operations } from './group.ts';

/** The operations of the client itself. */
export const client = group('client', {
  health: {
    route: 'GET /healthz',
    responseType: 'none',
    idempotency: 'safe',
    access: open,
  },
} as const satisfies Operations);
