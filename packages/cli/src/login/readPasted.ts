import type { CallbackServer } from './CallbackServer.ts';
import { type Checked, isKey } from './checkCallback.ts';

/**
 * What somebody pasted: a key, or the address that did not load in a browser elsewhere. That address is checked as if it
 * had come to the callback.
 */
export function readPasted(text: string, server: CallbackServer): Checked {
  if (isKey(text)) return { kind: 'signed-in', callback: { apiKey: text, email: undefined, by: 'paste' } };
  const [, port, target] = /^http:\/\/(?:localhost|127\.0\.0\.1):(\d+)(\/\S*)$/.exec(text) ?? [];
  if (target === undefined || Number(port) !== server.port) return { kind: 'wrong' };
  return server.check(target);
}
