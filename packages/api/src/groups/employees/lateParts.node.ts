// Loaded on first use on Node: few programs follow logs.

/** Loads the follower of logs. */
export async function loadFollowLogs(): Promise<typeof import('./followLogs.ts').followLogs> {
  return (await import('./followLogs.ts')).followLogs;
}
