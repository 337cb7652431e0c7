/**
 * The object that a JSON text is; `undefined` for a text in which another parser could see another one: names that stand
 * there twice, and escapes, but in the value of `free`.
 *
 * @param free - The name of the outer object whose value may be written in any way.
 */
export function outline(json: string, free?: string): Record<string, unknown> | undefined {
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
