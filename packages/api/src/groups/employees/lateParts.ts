import { followLogs } from './followLogs.ts';

/**
 * Returns the follower of logs. It is bundled here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadFollowLogs(): Promise<typeof followLogs> {
  return followLogs;
}
