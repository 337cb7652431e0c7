import type { ClientConfig } from '@mitosislabs/transport';
import type { SessionGap } from '@mitosislabs/xmtp';

/** Makes an `onGap` that warns the client's logger; without a logger, the console. */
export function warnOfGap({ logger = console, logLevel = 'warn' }: ClientConfig): (gap: SessionGap) => void {
  return (gap) => {
    if (logLevel !== 'error' && logLevel !== 'off')
      logger.warn('Messages of a session are lost.', { ...gap });
  };
}
