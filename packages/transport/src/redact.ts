/** API keys, bearer tokens, JWTs and signatures: what must never stand in a message. */
const SECRETS = /mi_[\w-]{6,}|[Bb]earer\s+[\w.~+/=-]{6,}|eyJ[\w-]+\.[\w-]+\.[\w-]+|[0-9a-fA-F]{128,144}/g;

/** Replaces whatever looks like a credential by `[redacted]`. */
export function redact(text: string): string {
  return text.replace(SECRETS, '[redacted]');
}
