/** The classes of errors that mistakes in a program throw. The last one is what `fetch` rejects with too. */
const PROGRAMMING = new Set<unknown>([
  'ReferenceError',
  'RangeError',
  'SyntaxError',
  'EvalError',
  'URIError',
  'TypeError',
]);
/** Of Node itself, for arguments that cannot be right. */
const REFUSED = /^ERR_(INVALID|HTTP_INVALID|UNESCAPED|OUT_OF_RANGE|MISSING|METHOD)/;
/** The beginnings of what the `fetch` of browsers, Node, Deno, Bun, Workers and React Native says of a lost connection. */
const NETWORK =
  /^\W*(a )?(network|fetch failed|failed to fetch|load failed|terminated|error (in|sending|reading|decoding)|could not connect|unable to connect|cancelled|(the )?(internet|network|socket|connection|request|operation|certificate)\b|a server)/i;

/**
 * Whether a failure is a mistake in a program, such as a wire, a `fetch` or a decoder, and not one of the network. Sending
 * the request again would not mend it. By name and not by class: errors come from other realms.
 */
export function isFault(failure: unknown): boolean {
  if (typeof failure !== 'object' || failure === null) return false;
  const { name, message, code, cause } = failure as Record<string, unknown>;
  if (!PROGRAMMING.has(name)) return false;
  if (typeof code === 'string') return REFUSED.test(code);
  if (name !== 'TypeError') return true;
  return cause === undefined && !NETWORK.test(String(message));
}
