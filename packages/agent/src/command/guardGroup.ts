import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Waits until its input ends, which it does with the process that holds it, and a moment for last words. */
const SCRIPT = 'read -r _; sleep 1; kill -s KILL -- "-$1"';

/**
 * Ends a group of processes when this process ends, however it does: a process that is killed, or runs out of memory, cannot
 * do so itself. A small process of its own waits for that. Without `/bin/sh`, nothing is guarded.
 *
 * @param group - The id of the group.
 * @returns a function that ends the guard.
 */
export function guardGroup(group: number): () => void {
  const guard = spawn('/bin/sh', ['-c', SCRIPT, 'sh', `${group}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  // It keeps no process alive that has nothing else to do.
  guard.unref();
  (guard.stdin as Socket | null)?.on('error', () => undefined).unref();
  return () => void guard.kill('SIGKILL');
}
