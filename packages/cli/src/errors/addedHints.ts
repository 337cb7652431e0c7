/** Hints that commands add to errors of the library. */
const added = new WeakMap<object, string>();

/** Adds a hint after the error's own. */
export function addHint(error: unknown, hint: string): void {
  if (typeof error === 'object' && error !== null) added.set(error, hint);
}

/** Returns the hint that was added to an error. */
export function addedHint(error: object): string | undefined {
  return added.get(error);
}
