import type { FilesAPI } from '@mitosislabs/api/files';
import type { RequestOptions } from '@mitosislabs/transport';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';

/**
 * Refuses an upload that would replace a file.
 *
 * @throws {@link CliError} `file_exists` if the drive of the office has a file of that name.
 */
export async function assertNew(
  files: Pick<FilesAPI, 'list'>,
  office: string,
  name: string,
  options: RequestOptions,
): Promise<void> {
  const existing = await files.list(office, options);
  if (!existing.some((file) => file.name === name)) return;
  throw new CliError(`the office has a file ${name} already`, {
    code: 'file_exists',
    exitCode: ExitCode.conflict,
    hint: 'Pass --force to replace it, or -n <name> to give yours another name.',
  });
}
