import { poolStatsSchema } from '../types/PoolStats.ts';
import { sendMessageRequestSchema } from '../types/SendMessageRequest.ts';
import type { Group } from './Endpoint.ts';

/** The operations on the message bus. */
export const messages = {
  send: {
    name: 'messages.send',
    route: 'POST /api/v1/offices/{officeId}/messages/send',
    body: sendMessageRequestSchema,
    answer: 'none',
    repeat: 'keyed',
    lookup: 'xmtpApi.getMessages',
    errors: [402],
  },
  poolStats: {
    name: 'messages.poolStats',
    route: 'GET /api/v1/offices/{officeId}/messages/pool-stats',
    answer: 'json',
    output: poolStatsSchema,
    repeat: 'safe',
  },
  stream: {
    name: 'messages.stream',
    route: 'GET /api/v1/offices/{officeId}/messages/stream',
    answer: 'stream',
    repeat: 'safe',
  },
} as const satisfies Group;
