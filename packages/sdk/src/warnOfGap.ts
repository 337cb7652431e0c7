import type { ClientConfig } from '@mitosislabs/transport';
import type { SessionGap } from '@mitosislabs/xmtp';

/** Creates an `onGap` that warns through the client's logger; without a logger, on the console. */
export function warnOfGap({ logger = console, logLevel = 'warn' }: ClientConfig): (gap: SessionGap) => void {
  return (gap) => {
    if (logLevel !== 'error' && logLevel !== 'off')
      logger.warn('Messages of a session are lost.', { ...gap });
  };
}
