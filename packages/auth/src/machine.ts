import { MitosisError } from './MitosisError.ts';

/**
 * The folder that keeps keys, settings and positions where no other is named: `~/.os1`. Node only.
 *
 * @param argument - The argument that names another folder, for the error.
 * @throws {@link MitosisError} `node_only` where there are no files.
 * @throws {@link InvalidArgumentError} when the home folder is not known. The working directory is no place for keys: it may
 * belong to anybody, and is another one the next time.
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
 * When a process started, in ticks since the machine did: with its number it tells a process from a later one that was given
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
