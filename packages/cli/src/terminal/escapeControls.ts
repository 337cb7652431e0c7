/**
 * Characters that control a terminal or disguise text: C0 controls but for tab and newline, DEL, C1 controls, line and paragraph
 * separators, zero-width space, byte order mark, and the bidirectional controls (UAX #9). The joiners U+200C and U+200D
 * stay: scripts and emoji need them.
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Makes untrusted text safe for a terminal or a pipe: control characters become visible escapes. */
export function escapeControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, escaped);
}

/** The same, on one line: line breaks and tabs become escapes, too. */
export function escapeLine(text: string): string {
  return escapeControls(text).replace(/[\t\n]/g, (character) => (character === '\n' ? '\\n' : '\\t'));
}

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (character === '\r') return '\\r';
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
