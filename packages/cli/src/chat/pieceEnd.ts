/**
 * How much of a text that is not whole can be shown: not the half of a character at its end, and not a carriage return that
 * may be the half of a line's end.
 */
export function pieceEnd(text: string): number {
  return /[\r\ud800-\udbff]$/.test(text) ? text.length - 1 : text.length;
}
