import { part } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { array, unknown } from '../../contract/schema.ts';

/** The operations on events. */
export const events = group('events', {
  list: {
    route: 'GET /api/v1/offices/{officeId}/events',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: part,
  },
  chatEvents: {
    route: 'GET /api/v1/offices/{officeId}/events/chat/{sessionKey}',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: part,
  },
  sshEvents: {
    route: 'GET /api/v1/offices/{officeId}/events/ssh',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: part,
  },
} as const satisfies Operations);
