import { readFileSync } from 'node:fs';

/**
 * When a process started, in ticks since the machine did: with its number it tells a process from a later one that was given
 * the same number. Linux only.
 *
 * @param pid - The number of the process.
 * @returns digits; `0` on other systems, and for a process that has ended.
 *
 * @example
 * ```ts
 * import { processStart } from '@mitosislabs/auth/processStart';
 *
 * console.log(processStart(process.pid) === processStart(process.pid)); // true
 * ```
 */
export function processStart(pid: number): string {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '0';
  }
  // The second field is the name in brackets, which may have anything in it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A process that has ended may still be listed until its parent asks for its exit code.
  return /^[ZX]/.test(fields[0] ?? '') ? '0' : (fields[19] ?? '0');
}
