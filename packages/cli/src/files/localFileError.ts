import { LocalFileError } from '@mitosislabs/api/nodeFiles';
import { CliError } from '../errors/CliError.ts';
import { alreadyThere } from './targetPath.ts';

/**
 * Returns the error to report for a failed transfer, in the words of the command line.
 *
 * @param error - The error that the transfer threw.
 * @param path - The path as it was typed.
 */
export function localFileError(error: unknown, path: string): unknown {
  if (!(error instanceof LocalFileError)) return error;
  if (error.reason === 'exists') return alreadyThere(path);
  if (error.reason !== 'changed') return error;
  return new CliError(`${path} was changed while it was read`, {
    code: 'file_changed',
    hint: 'Nothing was uploaded: the file in the office is as it was. Try again when yours is complete, or upload a copy.',
    cause: error,
  });
}
