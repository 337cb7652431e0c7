/** Characters that servers may refuse: NUL and lone surrogates. */
const UNFIT = /\0|\p{Surrogate}/gu;
/** The most bytes that a server writes for one UTF-16 unit, as in `\u001b`. */
const MOST_BYTES_A_UNIT = 6;

/**
 * Replaces NUL and lone surrogates with U+FFFD, so that any server accepts the text. The length stays the same.
 *
 * @param text - The text.
 */
export function wellFormed(text: string): string {
  return text.replace(UNFIT, '\ufffd');
}

/**
 * Cleans text as {@link cleanText}, and cuts it to a length, with a mark at its end.
 *
 * @param text - The text.
 * @param mostBytes - The length limit, in bytes of UTF-8 as JSON.
 */
export function cleanText(text: string, mostBytes: number): string {
  const clean = wellFormed(text);
  if (fits(clean, mostBytes)) return clean;
  const mark = `… [cut: the text has ${clean.length} characters]`;
  // Binary search for the longest prefix that fits.
  let [short, long] = [0, Math.min(clean.length, mostBytes)];
  while (long - short > 1) {
    const middle = (short + long) >> 1;
    if (fits(clean.slice(0, middle) + mark, mostBytes)) short = middle;
    else long = middle;
  }
  return wholeCharacters(clean.slice(0, short)) + mark;
}

/** Whether a text fits into a number of bytes of UTF-8 as JSON. */
export function fits(text: string, mostBytes: number): boolean {
  if (text.length * MOST_BYTES_A_UNIT <= mostBytes) return true;
  return text.length <= mostBytes && new TextEncoder().encode(JSON.stringify(text)).length <= mostBytes;
}

/** Drops a lone surrogate at the end of a text. */
export function wholeCharacters(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
