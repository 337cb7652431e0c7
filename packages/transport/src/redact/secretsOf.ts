/** What an agent's signature comes with: its name and the time, which everybody may know. */
const PUBLIC = new Set(['x-agent-id', 'x-timestamp']);
/** Shorter texts stand in many an innocent word. */
const SHORTEST = 4;

/**
 * The texts in an authenticator's headers that must not be told: each value, without its scheme (`Bearer …`) too, as it
 * is and as it stands in a URL.
 */
export function secretsOf(headers: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(headers)
    .filter(([name]) => !PUBLIC.has(name.toLowerCase()))
    .flatMap(([, value]) => [value, value.trim().replace(/^\S+\s+/, '')])
    .flatMap((secret) => [secret, encodeURIComponent(secret), encodeURI(secret)])
    .filter((secret) => secret.length >= SHORTEST);
}
