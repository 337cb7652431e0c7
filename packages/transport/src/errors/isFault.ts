/** The error classes of bugs. `fetch` rejects with the last one too. */
const PROGRAMMING = new Set<unknown>([
  'ReferenceError',
  'RangeError',
  'SyntaxError',
  'EvalError',
  'URIError',
  'TypeError',
]);
/** Node's codes for invalid arguments. */
const REFUSED = /^ERR_(INVALID|HTTP_INVALID|UNESCAPED|OUT_OF_RANGE|MISSING|METHOD)/;
/** Prefixes of the messages for a lost connection by `fetch` of browsers, Node, Deno, Bun, Workers and React Native. */
const NETWORK =
  /^\W*(a )?(network|fetch failed|failed to fetch|load failed|terminated|error (in|sending|reading|decoding)|could not connect|unable to connect|cancelled|(the )?(internet|network|socket|connection|request|operation|certificate)\b|a server)/i;

/**
 * Whether a failure is a bug, such as in a wire, a `fetch` or a decoder, and not a network failure. A retry
 * would not help. Compares names, not classes: errors may come from other realms.
 */
export function isFault(failure: unknown): boolean {
  if (typeof failure !== 'object' || failure === null) return false;
  const { name, message, code, cause } = failure as Record<string, unknown>;
  if (!PROGRAMMING.has(name)) return false;
  if (typeof code === 'string') return REFUSED.test(code);
  if (name !== 'TypeError') return true;
  return cause === undefined && !NETWORK.test(String(message));
}
