import type { Group } from '../../contract/Endpoint.ts';
import { anything, list } from '../../contract/schema.ts';

/** The operations on events. */
export const events = {
  list: {
    name: 'events.list',
    route: 'GET /api/v1/offices/{officeId}/events',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
  chatEvents: {
    name: 'events.chatEvents',
    route: 'GET /api/v1/offices/{officeId}/events/chat/{sessionKey}',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
  sshEvents: {
    name: 'events.sshEvents',
    route: 'GET /api/v1/offices/{officeId}/events/ssh',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
} as const satisfies Group;
