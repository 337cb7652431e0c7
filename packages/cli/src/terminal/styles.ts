/** The codes that switch a style on and off (SGR, ECMA-48). */
export type Style = readonly [on: number, off: number];

export const BOLD: Style = [1, 22];
export const ITALIC: Style = [3, 23];
export const STRUCK: Style = [9, 29];
export const CYAN: Style = [36, 39];
export const GRAY: Style = [90, 39];

/** Applies a style to text. Where colours are off, and for empty text, returns it unchanged. */
export function paint(text: string, [on, off]: Style, isColored: boolean): string {
  return isColored && text !== '' ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}
