/** API keys, bearer tokens, JWTs and signatures: what must never stand in a message. */
const SECRETS =
  /\bmi_[\w-]{6,}|\b[Bb]earer\s+[\w.~+/=-]{6,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+|\b[0-9a-fA-F]{128,144}\b/g;

/** Replaces whatever looks like a credential by `[redacted]`. */
export function redact(text: string): string {
  return text.replace(SECRETS, '[redacted]');
}
