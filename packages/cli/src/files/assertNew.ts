import type { FilesAPI } from '@mitosislabs/api/files';
import type { RequestOptions } from '@mitosislabs/transport';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/**
 * Refuses an upload that would replace a file.
 *
 * @throws {@link CliError} `file_exists` if the drive of the office has a file of one of the names.
 */
export async function assertNew(
  files: Pick<FilesAPI, 'list'>,
  office: string,
  names: readonly string[],
  options: RequestOptions,
): Promise<void> {
  const existing = new Set((await files.list(office, options)).map(({ name }) => name));
  const taken = names.filter((name) => existing.has(name));
  if (taken.length === 0) return;
  throw new CliError(
    taken.length === 1
      ? `the office already has a file ${taken[0]}`
      : `the office already has files ${taken.join(', ')}`,
    {
      code: 'file_exists',
      exitCode: ExitCode.conflict,
      hint:
        names.length === 1
          ? 'Pass --force to replace it, or -n <name> to give yours another name.'
          : 'Nothing was uploaded. Pass --force to replace them, or leave them out.',
    },
  );
}
