/**
 * Marks that change the direction of text, characters without a width (but for the joiners of emoji and scripts), and control
 * characters but for the tab and the end of a line.
 */
const HIDDEN =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|(?![\t\n])\p{Cc}/gu;
const MOST = 300;

/**
 * A name for display: cut when it is long, and with the code of each character that would be invisible or turn the text
 * around, so that no name looks like another one.
 *
 * @param most - The most characters to show.
 */
export function plain(text: string, most = MOST): string {
  const shown = text.length > most ? `${text.slice(0, most)}…` : text;
  return shown.replace(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `[U+${code}]`;
  });
}
