/** API keys, bearer tokens and signatures. */
const SECRETS = /mi_[\w-]{6,}|[Bb]earer\s+[\w.~+/=-]{6,}|[0-9a-fA-F]{128,144}/g;
/** Private keys. A digest has the same form, and a prefix. */
const KEYS = /(sha256[:=-])?[0-9a-fA-F]{64}\b/g;
/** JWTs. Also matches their beginning alone, so that a long text of beginnings is scanned once. */
const TOKENS = /eyJ[\w-]+(\.[\w-]+\.[\w-]+)?/g;
const REDACTED = '[redacted]';
/** Parts of a signature that are no secrets. */
const PUBLIC = new Set(['x-agent-id', 'x-timestamp']);
/** Shorter texts are parts of many words. */
const SHORTEST_SECRET = 4;

/**
 * Replaces everything that looks like a credential with `[redacted]`, for text that is shown or logged. Hex of 32 bytes
 * too, unless `sha256:` precedes it.
 *
 * @param text - Any text.
 * @param secrets - Further texts to replace.
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

/** Returns the headers of a response without credentials, which some servers repeat. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  secrets?: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [redact(name, secrets), redact(value, secrets)]),
  );
}

/**
 * Returns the texts to redact from the errors and logs of a call: each value of the headers that authenticated it, with and
 * without its scheme (`Bearer …`), as it is and as it stands in a URL.
 */
export function secretsIn(credentials: readonly Readonly<Record<string, string>>[]): string[] {
  const secrets = credentials
    .flatMap((headers) => Object.entries(headers))
    .filter(([name]) => !PUBLIC.has(name.toLowerCase()))
    .flatMap(([, value]) => [value, value.trim().replace(/^\S+\s+/, '')])
    .flatMap((secret) => [secret, encodeURIComponent(secret), encodeURI(secret)])
    .filter((secret) => secret.length >= SHORTEST_SECRET);
  return [...new Set(secrets)];
}
