import { followLogs } from './followLogs.ts';

/**
 * Gives the follower of logs. It is a part of the bundle here: a service worker may not `import()`.
 * On Node `lateParts.node.ts` takes this file's place (see `imports` in package.json).
 */
export async function loadFollowLogs(): Promise<typeof followLogs> {
  return followLogs;
}
