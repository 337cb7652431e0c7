import { anything, list } from '../schema.ts';
import type { Group } from './Endpoint.ts';

/** The operations on events. */
export const events = {
  list: {
    name: 'events.list',
    route: 'GET /api/v1/offices/{officeId}/events',
    summary: 'Lists what happened in an office.',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
  chatEvents: {
    name: 'events.chatEvents',
    route: 'GET /api/v1/offices/{officeId}/events/chat/{sessionKey}',
    summary: 'Lists what happened in one chat.',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
  sshEvents: {
    name: 'events.sshEvents',
    route: 'GET /api/v1/offices/{officeId}/events/ssh',
    summary: 'Lists who used a terminal of an office.',
    answer: 'json',
    output: list(anything),
    repeat: 'safe',
  },
} as const satisfies Group;
