import { UsageError } from '../errors/UsageError.ts';

/**
 * Decodes text. Refuses bytes that are not UTF-8, and does not replace them.
 *
 * @param source - What holds the text, for the message.
 * @throws {@link UsageError} with the place of the first wrong byte.
 */
export function decodeUTF8(bytes: Uint8Array, source: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const line = lineOf(bytes);
    throw new UsageError(`${source} is not UTF-8 text: see line ${line}`, {
      hint: 'Nothing was sent. Convert it first: iconv -f <encoding> -t UTF-8',
    });
  }
}

/** Returns the number of the first line that is not UTF-8. */
function lineOf(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
  return line;
}
