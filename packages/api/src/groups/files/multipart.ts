import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import type { StreamBody } from '@mitosislabs/transport';
import type { FileData } from '../../contract/FileData.ts';
import { assertWellFormed } from '../../runtime/GroupAPI.ts';
import { fileBytes } from './fileBytes.ts';
import { fileSource } from './fileSource.ts';
import type { UploadOptions } from './UploadOptions.ts';

/**
 * A multipart form with one file (RFC 7578), written as it is sent. Refuses other values, and names that would arrive
 * changed.
 */
export function multipart(
  field: string,
  filename: string,
  data: FileData,
  onProgress?: UploadOptions['onProgress'],
): StreamBody {
  // A form writes `"`, CR and LF of a name as these, and servers decode them: the name would change. Servers drop a
  // byte order mark at the beginning.
  if (/%(22|0[ad])|[\r\n\0]|^\uFEFF/i.test(filename)) {
    throw new InvalidArgumentError(
      'filename',
      'must not hold %22, %0D, %0A, CR, LF or NUL, nor begin with U+FEFF',
      {
        hint: 'Multipart forms cannot carry such a name unchanged: choose another one.',
      },
    );
  }
  assertWellFormed('filename', filename);
  const source = fileSource(data);
  const { isReplayable, blob } = source;
  const boundary = `mitosis-${randomText()}`;
  const contentType = `multipart/form-data; boundary=${boundary}`;
  const type = /^[ -~]+$/.test(source.contentType) ? source.contentType : 'application/octet-stream';
  const encoder = new TextEncoder();
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${filename.replaceAll('"', '%22')}"\r\n` +
      `Content-Type: ${type}\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  return {
    contentType,
    length: source.length === undefined ? undefined : head.length + source.length + tail.length,
    isReplayable,
    blob:
      blob &&
      (() => {
        onProgress?.({ loaded: 0, total: source.length });
        return new Blob([head, blob(), tail]);
      }),
    async *open() {
      yield head;
      yield* fileBytes(source, onProgress);
      yield tail;
    },
  };
}

/**
 * Returns random text that no file contains by chance. Except on Node 18, an attacker cannot guess it to end the form early.
 */
function randomText(): string {
  // Node 18 has no global `crypto`. That of the transport would take half a kilobyte in each bundle of this group.
  const random = globalThis.crypto?.getRandomValues(new Uint32Array(5)) ?? [0, 0, 0].map(Math.random);
  return random.join('').replaceAll('.', '');
}
