/** `*`: any characters of one name. */
export const ANY = Symbol('*');
/** `?`: one character. */
export const ONE = Symbol('?');

/** A word with wildcards: single characters, and {@link ANY} and {@link ONE}. */
export type Pattern = readonly (string | typeof ANY | typeof ONE)[];

/** Returns a function that matches names. Wildcards do not match `/`. Takes time in proportion to the product of both lengths. */
export function matcherOf(pattern: Pattern): (name: string) => boolean {
  const parts = split(pattern);
  // The shortest possible match.
  const least = pattern.filter((part) => part !== ANY).length;
  return (name) => {
    if (name.length < least) return false;
    const names = split([...name]);
    return names.length === parts.length && parts.every((part, index) => matches(part, names[index] ?? []));
  };
}

/** Matches one segment. Only the last `*` is retried: it can match all that an earlier one could. */
function matches(pattern: Pattern, name: Pattern): boolean {
  let at = 0;
  let star = -1;
  let retry = 0;
  for (let index = 0; index < name.length; ) {
    const part = pattern[at];
    if (part === ANY) {
      star = at++;
      retry = index;
    } else if (part !== undefined && (part === ONE || part === name[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retry;
    } else return false;
  }
  while (pattern[at] === ANY) at++;
  return at === pattern.length;
}

function split(pattern: Pattern): Pattern[] {
  const segments: (string | typeof ANY | typeof ONE)[][] = [[]];
  for (const part of pattern) {
    if (part === '/') segments.push([]);
    else segments.at(-1)?.push(part);
  }
  return segments;
}
