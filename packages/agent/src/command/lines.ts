/** No longer line is taken, in characters; the rest of it is left out. */
const LONGEST_LINE = 1024 * 1024;

/**
 * Cuts bytes into lines of UTF-8.
 *
 * @param take - Called with each line, without its end. A line that is too long is left out altogether.
 * @returns what takes the bytes.
 */
export function lines(take: (line: string) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  let isTooLong = false;
  return (bytes) => {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (!isTooLong && part.length <= LONGEST_LINE) take(part.endsWith('\r') ? part.slice(0, -1) : part);
      isTooLong = false;
    }
    if (rest.length <= LONGEST_LINE) return;
    rest = '';
    isTooLong = true;
  };
}
