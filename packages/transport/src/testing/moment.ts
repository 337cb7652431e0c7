import type { ClientConfig } from '../options/ClientConfig.ts';

/** A moment in a call, reported by the logger. */
export interface Moment {
  /** For the client whose call it is. */
  config: Pick<ClientConfig, 'logger' | 'logLevel'>;
  /** Resolves after the moment and its immediate consequences. */
  reached: Promise<void>;
}

/**
 * Waits for a moment in a call by the client's log.
 *
 * @param message - `response`: the head of an answer is there. `sending again`: the wait before another attempt begins.
 */
export function moment(message: 'response' | 'sending again'): Moment {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => {
    reach = () => void setImmediate(resolve);
  });
  const hear = (told: string): void => {
    if (told === message) reach();
  };
  return {
    config: { logger: { debug: hear, info: hear, warn: hear, error: hear }, logLevel: 'debug' },
    reached,
  };
}
