/** Device names on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Characters that some file systems refuse, or that control a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*]/g;
/** The longest name that common file systems take, in bytes, less room for `.part` and its number. */
const LONGEST = 230;

/**
 * Makes a file name of a name from the platform: the last part of a path, not hidden, valid on every file system, and without
 * `-` at the beginning, which `rm *` would take for an option.
 */
export function safeFileName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const clean = withoutEnd(base.replace(UNSAFE, '_').replace(/^(?:\.+|-)/, '_'));
  const whole = clean === '' ? 'download' : DEVICE.test(clean) ? `_${clean}` : clean;
  return shorten(whole);
}

/** Trims dots and spaces at the end. Not by a pattern, which would take quadratic time. */
function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  return name.slice(0, end);
}

/** Shortens a name between characters, and keeps its extension. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name;
  const extension = /\.[^.]{1,16}$/.exec(name.slice(-17))?.[0] ?? '';
  let stem = '';
  const room = LONGEST - Buffer.byteLength(extension);
  for (const character of name.slice(0, Math.min(LONGEST, name.length - extension.length))) {
    if (Buffer.byteLength(stem + character) > room) break;
    stem += character;
  }
  return stem + extension;
}
