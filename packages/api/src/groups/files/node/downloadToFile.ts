import { rename, stat } from 'node:fs/promises';
import { moveToNew } from '@mitosislabs/auth/nodeFiles';
import { UnexpectedResponseError } from '@mitosislabs/transport';
import { LocalFileError } from './LocalFileError.ts';
import { PartFile } from './PartFile.ts';
import { type DownloadSource, discard, writeDownload } from './writeDownload.ts';

/** A download to a file. */
interface FileDownload extends DownloadSource {
  /** Whether an existing file is replaced. */
  readonly overwrite: boolean;
  /** Names what is downloaded, if a later call may continue it. */
  readonly source: string | undefined;
}

/** Downloads to a file: {@link NodeFilesAPI.downloadTo}. */
export async function downloadToFile(path: string, download: FileDownload): Promise<void> {
  const { overwrite, source, open } = download;
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) {
    throw new LocalFileError(path, 'not-a-file', 'is not a regular file', 'It must be the path of a file.');
  }
  if (existing && !overwrite) throw alreadyThere(path);
  const response = await open();
  const part = await PartFile.open(path, source, response).catch(async (error: unknown) => {
    await discard(response);
    throw error;
  });
  let mayContinue = false;
  try {
    await writeDownload(response, part, download);
    await part.file.close();
    if (overwrite) await rename(part.path, path);
    else if (!(await moveToNew(part.path, path))) throw alreadyThere(path);
  } catch (error) {
    mayContinue = !(error instanceof UnexpectedResponseError);
    throw error;
  } finally {
    await part.close(mayContinue);
  }
}

function alreadyThere(path: string): LocalFileError {
  return new LocalFileError(path, 'exists', 'exists already', 'Choose another path, or set `overwrite`.');
}
