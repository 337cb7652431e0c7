const CARRIAGE_RETURN = 0x0d;

/**
 * How much of a text that is not whole can be shown: not the half of a character at its end, and not a carriage return that
 * may be the half of a line's end.
 */
export function pieceEnd(text: string): number {
  // Not with a pattern, which would look through the whole text, at each piece of an answer.
  const last = text.charCodeAt(text.length - 1);
  const isOpen = last === CARRIAGE_RETURN || (last >= 0xd800 && last <= 0xdbff);
  return isOpen ? text.length - 1 : text.length;
}
