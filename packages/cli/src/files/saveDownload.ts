import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { link, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CliError } from '../errors/CliError.ts';
import { chunksOf } from './chunksOf.ts';
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
    await (force ? rename(part, path) : moveToNew(part, path));
    return file.bytesWritten;
  } finally {
    await rm(part, { force: true });
  }
}

/** Gives a file its name, but only when nothing bears it: a plain rename would replace what came in the meantime. */
async function moveToNew(part: string, path: string): Promise<void> {
  try {
    await link(part, path);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code === 'EEXIST') throw alreadyThere(path);
    // Some file systems know no hard links.
    await rename(part, path);
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
