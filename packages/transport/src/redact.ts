/** API keys, bearer tokens, JWTs and signatures: what must never stand in a message. */
const SECRETS = /mi_[\w-]{6,}|[Bb]earer\s+[\w.~+/=-]{6,}|eyJ[\w-]+\.[\w-]+\.[\w-]+|[0-9a-fA-F]{128,144}/g;

/**
 * Replaces whatever looks like a credential by `[redacted]`: for text that is shown or logged.
 *
 * @param text - Any text.
 * @returns the text without API keys, bearer tokens, JWTs and signatures.
 *
 * @example
 * ```ts
 * import { redact } from '@mitosislabs/transport/errors';
 *
 * console.log(redact('no such key: mi_0123456789')); // no such key: [redacted]
 * ```
 */
export function redact(text: string): string {
  return text.replace(SECRETS, '[redacted]');
}
