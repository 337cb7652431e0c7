/** What no server has to take: NUL, and halves of characters. */
const UNFIT = /\0|\p{Surrogate}/gu;
/** A server may write up to so many bytes for one UTF-16 unit, as in `\u001b`. */
const MOST_BYTES_A_UNIT = 6;

/**
 * Makes text that any server takes: U+FFFD in place of NUL and of halves of characters. The length stays the same.
 *
 * @param text - The text.
 */
export function wellFormed(text: string): string {
  return text.replace(UNFIT, '\ufffd');
}

/**
 * Makes text that any server takes, and cuts what is too long, with a mark at its end that says so.
 *
 * @param text - The text.
 * @param mostBytes - How long it may be, in bytes of UTF-8 as JSON.
 */
export function cleanText(text: string, mostBytes: number): string {
  const clean = wellFormed(text);
  if (fits(clean, mostBytes)) return clean;
  const mark = `… [cut: the text has ${clean.length} characters]`;
  // The longest beginning that fits, between one that does and one that does not.
  let [short, long] = [0, Math.min(clean.length, mostBytes)];
  while (long - short > 1) {
    const middle = (short + long) >> 1;
    if (fits(clean.slice(0, middle) + mark, mostBytes)) short = middle;
    else long = middle;
  }
  return wholeCharacters(clean.slice(0, short)) + mark;
}

/** Whether a text has at most so many bytes of UTF-8 as JSON. */
export function fits(text: string, mostBytes: number): boolean {
  if (text.length * MOST_BYTES_A_UNIT <= mostBytes) return true;
  return text.length <= mostBytes && new TextEncoder().encode(JSON.stringify(text)).length <= mostBytes;
}

/** A text without the half of a character at its end. */
export function wholeCharacters(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
