import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { StreamBody } from '@mitosislabs/transport';
import { CliError } from '../errors/CliError.ts';
import { UsageError } from '../errors/UsageError.ts';
import { noSuchFile } from './noSuchFile.ts';

/** How much is read at a time. */
const CHUNK = 1024 * 1024;

/** A file of this machine, to be sent as it is read. */
export interface RegularFile {
  readonly body: StreamBody;
  /** In bytes, when it was opened. */
  readonly size: number;
  close(): Promise<void>;
}

/**
 * Opens a regular file. Refuses others before opening: a pipe would never end.
 *
 * Reading throws a {@link CliError} `file_changed` when the file is written to meanwhile: the body would be half of one
 * version and half of another. A file that is replaced or deleted meanwhile is read to its end as it was.
 */
export async function openRegularFile(path: string): Promise<RegularFile> {
  const found = await stat(path).catch(noSuchFile(path));
  if (!found.isFile()) {
    throw new UsageError(`${path} is ${found.isDirectory() ? 'a folder' : 'no regular file'}`, {
      hint: found.isDirectory() ? 'Pack it first, or upload its files one by one.' : undefined,
    });
  }
  const file = await open(path);
  const before = await stateOf(file);
  const size = Number(before.size);
  return {
    size,
    close: () => file.close(),
    body: {
      contentType: 'application/octet-stream',
      length: size,
      isReplayable: true,
      async *open() {
        const buffer = Buffer.allocUnsafeSlow(CHUNK);
        for (let position = 0; position < size; ) {
          const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, size - position), position);
          if (bytesRead === 0) break;
          position += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
        // Checked before the end of the body is sent: the platform discards an incomplete body.
        if (isChanged(before, await stateOf(file))) throw changed(path);
      },
    },
  };
}

/** The stats that reveal a change. */
type State = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'nlink'>;

async function stateOf(file: FileHandle): Promise<State> {
  return file.stat({ bigint: true });
}

function isChanged(before: State, now: State): boolean {
  if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) return true;
  // Unlinking a name also changes the ctime, but not the content.
  return now.nlink === before.nlink && now.ctimeNs !== before.ctimeNs;
}

function changed(path: string): CliError {
  return new CliError(`${path} was changed while it was read`, {
    code: 'file_changed',
    hint: 'Nothing was uploaded: what was there before is still there. Try again when it is complete, or upload a copy.',
  });
}
