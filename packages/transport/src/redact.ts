/** API keys, bearer tokens, JWTs and signatures: what must never stand in a message. */
const SECRETS = /\bmi_[\w-]{6,}|\bBearer\s+[^\s"',;]+|\beyJ[\w-]+\.[\w-]+\.[\w-]+|\b[0-9a-f]{128,144}\b/gi;

/** Replaces whatever looks like a credential by `[redacted]`. */
export function redact(text: string): string {
  return text.replace(SECRETS, '[redacted]');
}
