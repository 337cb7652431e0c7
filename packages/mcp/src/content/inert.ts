/**
 * Characters that control a terminal, hide text or disguise it: C0 controls but for tab and newline, DEL, C1 controls,
 * invisible and bidirectional characters, tag characters, lone surrogates, and two or more variation selectors in a
 * row, which can carry hidden text. The joiners U+200C and U+200D stay: scripts and emoji need them.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: matches the parts of characters
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\p{Surrogate}]|[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{2,}/gu;

/**
 * A tag or a mark that chat models and clients know: `<system>`, `</tool_result>`, `<|im_start|>`, `[INST]`. Bounded: a
 * long run of blanks must not take long.
 */
const TAG =
  /<(\s{0,4}\/?\s{0,4})([a-z][\w.:-]{0,60})|<(\s{0,4}\/?\s{0,4})(?=\|)|\[(\s{0,4}\/?\s{0,4})(?=(?:inst|sys|system)\b)/gi;

/** Names of tags that are fake on their own. */
const ROLES = new Set(
  'user human assistant developer admin data document parameter result results thinking answer output important'.split(
    ' ',
  ),
);
/** Parts of names, as in `<system-reminder>`. */
const PARTS = new Set(
  'system sys instruction instructions prompt tool tools function functions invoke mitosis mcp antml reminder'.split(
    ' ',
  ),
);

/**
 * Makes untrusted text inert, for a model and for a terminal: hidden characters become visible escapes such as `\u{202e}`,
 * and the opening brackets of tags that could pass for a client's own become `‹` or `［`. Other text stays as it is.
 *
 * @param text - Text from the platform.
 */
export function inert(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(HIDDEN, (found) => [...found].map(escaped).join(''))
    .replace(TAG, (found, _close: string, name: string | undefined) => {
      if (found.startsWith('[')) return `［${found.slice(1)}`;
      return name === undefined || isFake(name) ? `‹${found.slice(1)}` : found;
    });
}

/** The same on one line, and cut to a length: for names in lists and questions. */
export function inertLine(text: string, most = 200): string {
  const line = inert(text).replace(/[\t\n]/g, (character) => (character === '\n' ? '\\n' : '\\t'));
  return line.length > most ? `${cut(line, most - 1)}…` : line;
}

/** Cuts a text to a length in UTF-16 units, not between the halves of a character. */
export function cut(text: string, most: number): string {
  const end = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return text.slice(0, end);
}

function escaped(character: string): string {
  return character === '\r' ? '\\r' : `\\u{${character.codePointAt(0)?.toString(16).padStart(2, '0')}}`;
}

function isFake(name: string): boolean {
  const lower = name.toLowerCase();
  const whole = lower.replace(/[-_.:]/g, '');
  return (
    ROLES.has(lower) ||
    PARTS.has(whole) ||
    /^(system|assistant|human|instruction|toolresult|tooluse|toolcall|functioncall|functionresult)/.test(
      whole,
    ) ||
    lower.split(/[-_.:]/).some((part) => PARTS.has(part))
  );
}
