import { MitosisError } from './errors/MitosisError.ts';

/**
 * Returns the default folder of keys, settings and positions: `~/.os1`. Node only.
 *
 * @param argument - The argument that names another folder, for the error.
 * @throws {@link MitosisError} `node_only` where there are no files.
 * @throws {@link InvalidArgumentError} when the home folder is unknown. The working directory is no fallback: other users may
 * own it, and it changes.
 *
 * @example
 * ```ts
 * import { homePath } from '@mitosislabs/auth/machine';
 *
 * console.log(homePath()); // /home/me/.os1
 * ```
 */
export function homePath(argument = 'basePath'): string {
  throw new MitosisError(`There is no home folder here, and \`${argument}\` needs the files of a machine.`, {
    code: 'node_only',
    hint: 'Use it on Node.',
  });
}

/**
 * Returns the start of a process, in ticks since boot. With the pid it tells a process from a later one that was given
 * the same number. Linux only.
 *
 * @param _pid - The number of the process.
 * @returns digits; `0` on other systems, and for a process that has ended.
 *
 * @example
 * ```ts
 * import { processStart } from '@mitosislabs/auth/machine';
 *
 * console.log(processStart(process.pid) === processStart(process.pid)); // true
 * ```
 */
export function processStart(_pid: number): string {
  return '0';
}
