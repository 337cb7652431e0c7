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
