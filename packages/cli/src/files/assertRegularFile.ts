import { stat } from 'node:fs/promises';
import { UsageError } from '../errors/UsageError.ts';
import { noSuchFile } from './noSuchFile.ts';

/**
 * Checks the path of an upload before anything is sent.
 *
 * @throws {@link UsageError} if there is no file, or it is a folder, a pipe or a device.
 */
export async function assertRegularFile(path: string): Promise<void> {
  const found = await stat(path).catch(noSuchFile(path));
  if (found.isFile()) return;
  throw new UsageError(`${path} is ${found.isDirectory() ? 'a folder' : 'not a regular file'}`, {
    hint: found.isDirectory() ? 'Pack it first, or upload its files one by one.' : undefined,
  });
}
