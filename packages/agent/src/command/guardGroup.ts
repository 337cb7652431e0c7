import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Waits until its input ends, which happens when the process that holds it ends; then a second for the last output. */
const SCRIPT = 'read -r _; sleep 1; kill -s KILL -- "-$1"';

/**
 * Ends a group of processes when this process ends. A process that is killed, or runs out of memory, cannot do so itself, so
 * a small separate process waits for the end. Without `/bin/sh` the group is not guarded.
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
  // The guard does not keep this process alive.
  guard.unref();
  (guard.stdin as Socket | null)?.on('error', () => undefined).unref();
  return () => void guard.kill('SIGKILL');
}
