/** API keys, bearer tokens and signatures: what must never stand in a message. */
const SECRETS = /mi_[\w-]{6,}|[Bb]earer\s+[\w.~+/=-]{6,}|[0-9a-fA-F]{128,144}/g;
/** Private keys. A digest has the same form, and says that it is one. */
const KEYS = /(sha256[:=-])?[0-9a-fA-F]{64}\b/g;
/** JWTs. What only begins like one is matched too, so that a long text of beginnings is gone through once. */
const TOKENS = /eyJ[\w-]+(\.[\w-]+\.[\w-]+)?/g;
const REDACTED = '[redacted]';

/**
 * Replaces whatever looks like a credential by `[redacted]`: for text that is shown or logged. Hex of 32 bytes does too,
 * unless `sha256:` stands before it.
 *
 * @param text - Any text.
 * @param secrets - Texts to replace too, however they look.
 * @returns the text without API keys, bearer tokens, JWTs, private keys and signatures.
 *
 * @example
 * ```ts
 * import { redact } from '@mitosislabs/transport/errors';
 *
 * console.log(redact('no such key: mi_0123456789')); // no such key: [redacted]
 * ```
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text;
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, REDACTED);
  return clean
    .replace(SECRETS, REDACTED)
    .replace(KEYS, (key, digest: string | undefined) => (digest === undefined ? REDACTED : key))
    .replace(TOKENS, (token, rest: string | undefined) => (rest === undefined ? token : REDACTED));
}
