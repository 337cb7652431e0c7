import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './disk.node.ts';
import { draftOf, GONE } from './FolderLock.node.ts';
import { hasEnded, parseToken } from './processToken.node.ts';

/** How long a holder may give no sign of life before it loses the lock. In ms, by the clock of the waiting process. */
const STALE_MS = 10_000;

/** A holder's last sign of life, and since when it is known. */
export interface Sign {
  readonly mtimeMs: number;
  readonly since: number;
}

/**
 * Removes the tokens of holders that have ended or hang.
 *
 * @param lock - The folder of the lock.
 * @param signs - The signs of life that earlier calls of the same waiting process found.
 * @returns the token of a living holder, if any.
 */
export async function breakAbandoned(lock: string, signs: Map<string, Sign>): Promise<string | undefined> {
  const names = await readdir(lock).catch((error: unknown): string[] => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  });
  let living: string | undefined;
  for (const name of names) {
    const token = name.replace(/\.new$/, '');
    const holder = parseToken(token);
    if (!holder) continue;
    if (names.includes(token) && !hasEnded(holder) && !(await hangs(join(lock, token), signs))) {
      living = token;
      continue;
    }
    await rm(join(lock, token), { force: true });
    await rm(draftOf(lock, token), GONE);
  }
  return living;
}

/** Removes a lock whose holders have all ended. */
export async function sweepLock(lock: string): Promise<void> {
  // The next call retries failed removals. Leftovers do not block reads.
  await breakAbandoned(lock, new Map()).catch(() => undefined);
  await rmdir(lock).catch(() => undefined);
}

/** Whether a holder has given no sign of life for too long. */
async function hangs(mark: string, signs: Map<string, Sign>): Promise<boolean> {
  const mtimeMs = await stat(mark).then(
    (stats) => stats.mtimeMs,
    () => undefined,
  );
  const now = performance.now();
  const before = signs.get(mark);
  if (mtimeMs === undefined) return false;
  if (before?.mtimeMs === mtimeMs) return now - before.since > STALE_MS;
  signs.set(mark, { mtimeMs, since: now });
  return false;
}
