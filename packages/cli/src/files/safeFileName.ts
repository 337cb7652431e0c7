/** The names of devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** What some file system does not take, or a terminal may obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it is about
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*]/g;
/** The longest name that common file systems take, in bytes, less room for `.part` and its number. */
const LONGEST = 230;

/**
 * Turns a name from the wire into the name of a file in this folder: the last part of a path, visible, and taken by every file
 * system. It never begins with `-`: `rm *` and the like would take it for an option.
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

/** Cuts a name to what file systems take, at a character's edge, and keeps its extension. */
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
