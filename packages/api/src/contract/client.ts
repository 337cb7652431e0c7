import type { Group } from './Endpoint.ts';

/** The operations of the client itself. */
export const client = {
  health: {
    name: 'client.health',
    route: 'GET /healthz',
    summary: 'Answers when office-manager is up.',
    answer: 'none',
    repeat: 'safe',
  },
} as const satisfies Group;
