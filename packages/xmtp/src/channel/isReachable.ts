/** Whether a signal may be read here. In a Worker it belongs to the request that created it, and throws in all others. */
export function isReachable(signal: AbortSignal): boolean {
  try {
    return typeof signal.aborted === 'boolean';
  } catch {
    return false;
  }
}
