import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../errors/CliError.ts';
import { chunksOf } from './chunksOf.ts';
import { moveToNew } from './moveToNew.ts';
import { alreadyThere } from './targetPath.ts';

/**
 * Saves a body as a file, which bears its name only when it is whole.
 *
 * @param response - What the server answered.
 * @param path - The file.
 * @param options - `force` replaces what is there; a link that is there is replaced, not followed.
 * @returns its size in bytes.
 */
export async function saveDownload(
  response: Response,
  path: string,
  { force, signal }: { force: boolean; signal: AbortSignal },
): Promise<number> {
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    const file = createWriteStream(part, { flags: 'wx' });
    await pipeline(chunksOf(response), file, { signal });
    checkLength(response.headers, file.bytesWritten, path);
    if (force) await rename(part, path);
    else if (!(await moveToNew(part, path))) throw alreadyThere(path);
    return file.bytesWritten;
  } finally {
    await rm(part, { force: true });
  }
}

function checkLength(headers: Headers, size: number, path: string): void {
  const announced = headers.get('content-length');
  if (announced === null || headers.has('content-encoding') || Number(announced) === size) return;
  throw new CliError(`the download of ${path} broke off: ${size} of ${announced} bytes`, {
    code: 'download_incomplete',
    hint: 'Try again. Nothing was left behind.',
  });
}
