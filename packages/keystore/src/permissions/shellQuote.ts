/** Quotes a path as one word of a POSIX shell, for commands in messages. */
export function shellQuote(path: string): string {
  return /^[\w./+@%=-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
