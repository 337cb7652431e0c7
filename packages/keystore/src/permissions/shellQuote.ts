/** A path as one word of a POSIX shell, for commands that are shown to people. */
export function shellQuote(path: string): string {
  return /^[\w./+@%=-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
