/**
 * Has an object closed at the end of an `await using` block, where the runtime knows such blocks. Said of each object and
 * not in a `static` block of its class: bundlers keep every class that has one, used or not.
 */
export function disposeWith(object: object, close: () => Promise<void>): void {
  if (Symbol.asyncDispose) Object.defineProperty(object, Symbol.asyncDispose, { value: close });
}
