import type { FilesAPI } from '@mitosislabs/api/files';
import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { RequestOptions } from '@mitosislabs/transport';

/** A part of a file. */
export interface FilePart {
  readonly bytes: Uint8Array;
  /** Whether the file goes on. */
  readonly hasMore: boolean;
}

/** Reads a part of a file, and no more of it than needed. */
export async function readBytes(
  files: FilesAPI,
  officeId: string,
  name: string,
  { offset, most }: { offset: number; most: number },
  options: RequestOptions,
): Promise<FilePart> {
  const response = await files.download(officeId, name, options);
  const chunks: Uint8Array[] = [];
  let skipped = 0;
  let length = 0;
  // One byte more than wanted shows whether the file goes on.
  for await (const chunk of response.body ?? []) {
    const skip = Math.min(chunk.length, offset - skipped);
    skipped += skip;
    const rest = chunk.subarray(skip, skip + most + 1 - length);
    length += rest.length;
    chunks.push(rest);
    // Leaving the loop closes the connection.
    if (length > most) break;
  }
  if (skipped < offset)
    throw new InvalidArgumentError('offset', `is after the end of the file, at ${skipped}`);
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, most), hasMore: bytes.length > most };
}

/**
 * Decodes a part of a file. A character that the end of the part cuts is left for the next one.
 *
 * @returns the text, and how many bytes it took.
 * @throws {@link InvalidArgumentError} if it is no text.
 */
export function textOf(name: string, bytes: Uint8Array, hasMore: boolean): { text: string; length: number } {
  const length = hasMore ? completeLength(bytes) : bytes.length;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, length));
    if (!text.includes('\0')) return { text, length };
  } catch {
    // Reported below.
  }
  throw new InvalidArgumentError('name', `is no text file: ${JSON.stringify(name)}`, {
    hint: 'Read it with encoding base64.',
  });
}

/** The length without a character that is cut at the end. */
function completeLength(bytes: Uint8Array): number {
  // A character has at most four bytes.
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const wanted = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return wanted > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
