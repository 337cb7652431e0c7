/** What a command knows of an error that it did not make. */
const added = new WeakMap<object, string>();

/** Has `hint` said after the error's own. */
export function addHint(error: unknown, hint: string): void {
  if (typeof error === 'object' && error !== null) added.set(error, hint);
}

/** What was added to an error. */
export function addedHint(error: object): string | undefined {
  return added.get(error);
}
