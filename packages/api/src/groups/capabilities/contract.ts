import { part } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { unknown } from '../../contract/schema.ts';

/** The operations on capabilities. */
export const capabilities = group('capabilities', {
  self: {
    route: 'GET /api/v1/offices/{officeId}/capabilities/self',
    responseType: 'json',
    output: unknown,
    idempotency: 'safe',
    access: part,
  },
} as const satisfies Operations);
