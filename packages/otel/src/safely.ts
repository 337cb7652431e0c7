/** Returns what a function returns; `undefined` if it throws. The SDK and its plugins must not disturb the work. */
export function safely<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
