import { UsageError } from '../errors/UsageError.ts';

/**
 * Reads all of a stream as text, unless that is more than anything it can be: a device never ends.
 *
 * @param stream - What to read.
 * @param limit - How much it may be. In bytes.
 * @param what - What the stream is, in errors.
 * @throws {@link UsageError} when there is more.
 */
export async function readAtMost(
  stream: AsyncIterable<string | Uint8Array>,
  limit: number,
  what: string,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > limit) throw new UsageError(`${what} has more than ${limit} bytes: that is no key`);
    chunks.push(bytes);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}
