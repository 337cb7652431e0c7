import type { Clock } from './Clock.ts';

/** The XMTP routes that are served: those of conversations, those of messages, or both. */
export type Dialect = 'both' | 'conversations' | 'messages';

/** The settings of a platform. */
export interface Settings {
  readonly jwtSecret: string;
  readonly initialCredits: number;
  readonly readyAfterMs: number;
  readonly dialect: Dialect;
  readonly exec: boolean;
  readonly clock: Clock;
}
