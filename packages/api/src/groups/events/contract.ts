import { part } from '../../contract/access.ts';
import type { Group } from '../../contract/Endpoint.ts';
import { array, unknown } from '../../contract/schema.ts';

/** The operations on events. */
export const events = {
  list: {
    name: 'events.list',
    route: 'GET /api/v1/offices/{officeId}/events',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: part,
  },
  chatEvents: {
    name: 'events.chatEvents',
    route: 'GET /api/v1/offices/{officeId}/events/chat/{sessionKey}',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: part,
  },
  sshEvents: {
    name: 'events.sshEvents',
    route: 'GET /api/v1/offices/{officeId}/events/ssh',
    responseType: 'json',
    output: array(unknown),
    idempotency: 'safe',
    access: part,
  },
} as const satisfies Group;
