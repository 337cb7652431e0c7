import { all, part, talk } from '../../contract/access.ts';
import { group, type Operations } from '../../contract/group.ts';
import { number, type Schema, shape, string } from '../../contract/schema.ts';

/** The connections behind an office's message bus. */
export interface PoolStats {
  /** The number of connections in use. */
  active: number;
  /** The number of open connections that are not in use. */
  idle: number;
}

/** The schema of {@link PoolStats}. */
export const poolStatsSchema: Schema<PoolStats> = shape<PoolStats>({
  active: number,
  idle: number,
});

/** A message on an office's bus. */
export interface SendMessageRequest {
  /** The name of the agent that gets it. */
  to: string;
  /** The text. */
  content: string;
}

/** The schema of {@link SendMessageRequest}. */
export const sendMessageRequestSchema: Schema<SendMessageRequest> = shape<SendMessageRequest>({
  to: string,
  content: string,
});

/** The operations on the message bus. */
export const messages = group('messages', {
  send: {
    route: 'POST /api/v1/offices/{officeId}/messages/send',
    body: sendMessageRequestSchema,
    responseType: 'none',
    idempotency: 'idempotency-key',
    access: talk,
    lookup: 'xmtpApi.getMessages',
    errors: [402],
  },
  poolStats: {
    route: 'GET /api/v1/offices/{officeId}/messages/pool-stats',
    responseType: 'json',
    output: poolStatsSchema,
    idempotency: 'safe',
    access: all,
  },
  stream: {
    route: 'GET /api/v1/offices/{officeId}/messages/stream',
    responseType: 'stream',
    idempotency: 'safe',
    access: part,
  },
} as const satisfies Operations);
