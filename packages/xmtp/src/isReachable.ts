/** Whether a signal may be read here. In a Worker it belongs to the request that made it, and throws in every other one. */
export function isReachable(signal: AbortSignal): boolean {
  try {
    return typeof signal.aborted === 'boolean';
  } catch {
    return false;
  }
}
