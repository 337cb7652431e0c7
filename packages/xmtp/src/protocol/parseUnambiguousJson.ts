/**
 * Parses a JSON object. Rejects text that another parser could read differently: with a name that occurs
 * twice, or with escapes outside the value of `free`.
 *
 * @param json - The text.
 * @param free - The name of the outer object whose value may have escapes.
 * @returns the object; `undefined` for every other text.
 */
export function parseUnambiguousJson(json: string, free?: string): Record<string, unknown> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  let depth = 0;
  let names = 0;
  let name = '';
  let last = '';
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === ':' && depth === 1) {
      names++;
      name = last;
    } else if (token.includes('\\') && !(depth === 1 && last === ':' && name === `"${free}"`))
      return undefined;
    last = token;
  }
  return names === Object.keys(value).length ? (value as Record<string, unknown>) : undefined;
}
