import type { Clock } from './Clock.ts';
import type { LimitSettings } from './LimitSettings.ts';

/** The XMTP routes that are served: those of conversations, those of messages, or both. */
export type Dialect = 'both' | 'conversations' | 'messages';

/** The settings of a platform. */
export interface Settings {
  readonly jwtSecret: string;
  /** Limits and prices, which change while the emulator runs: read them at each use. */
  readonly limits: LimitSettings;
  readonly dialect: Dialect;
  readonly exec: boolean;
  readonly clock: Clock;
}
