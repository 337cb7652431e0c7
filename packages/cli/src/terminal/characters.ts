const CARRIAGE_RETURN = 0x0d;
/** Segmenting takes the square of the length: longer texts go through it in slices. In UTF-16 units. */
const SLICE = 500;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Splits text into user-perceived characters (grapheme clusters): an emoji of five code points is one. */
export function characters(text: string): string[] {
  // The splitting is slow, and most lines need none.
  if (/^[\u0020-\u007e]*$/.test(text)) return [...text];
  const all: string[] = [];
  for (let at = 0; at < text.length; ) {
    const slice = text.slice(at, at + SLICE);
    const whole = at + SLICE < text.length ? slice.slice(0, completeEnd(slice)) : slice;
    const found = Array.from(graphemes.segment(whole), ({ segment }) => segment);
    // The last one may go on in the next slice.
    if (at + SLICE < text.length && found.length > 1) found.pop();
    for (const character of found) at += character.length;
    all.push(...found);
  }
  return all;
}

/** Returns the start of the character before `position`. */
export function before(text: string, position: number): number {
  return position === 0 ? 0 : (graphemes.segment(text).containing(position - 1)?.index ?? position - 1);
}

/** Returns the end of the character at `position`. */
export function after(text: string, position: number): number {
  const found = graphemes.segment(text).containing(position);
  return found ? found.index + found.segment.length : text.length;
}

/**
 * Returns how much of a partial text can be shown: without half of a surrogate pair at its end, and without a carriage
 * return that may be the first half of a line end.
 */
export function completeEnd(text: string): number {
  // Not with a pattern, which would search the whole text for each piece of an answer.
  const last = text.charCodeAt(text.length - 1);
  const isPartial = last === CARRIAGE_RETURN || (last >= 0xd800 && last <= 0xdbff);
  return isPartial ? text.length - 1 : text.length;
}
