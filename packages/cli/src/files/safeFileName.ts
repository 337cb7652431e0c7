/** The names of devices on Windows, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** What some file system does not take, or a terminal may obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it is about
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*]/g;
/** The longest name that common file systems take, in bytes, less room for `.part` and its number. */
const LONGEST = 230;

/** A name from elsewhere as the name of a file in this folder: the last part of a path, visible, and taken everywhere. */
export function safeFileName(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replace(UNSAFE, '_')
    .replace(/^\.+/, '_')
    .replace(/[. ]+$/, '');
  const whole = clean === '' ? 'download' : DEVICE.test(clean) ? `_${clean}` : clean;
  return shorten(whole);
}

/** Cuts a name to what file systems take, at a character's edge, and keeps its extension. */
function shorten(name: string): string {
  if (Buffer.byteLength(name) <= LONGEST) return name;
  const extension = /\.[^.]{1,16}$/.exec(name)?.[0] ?? '';
  let stem = '';
  const room = LONGEST - Buffer.byteLength(extension);
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem + character) > room) break;
    stem += character;
  }
  return stem + extension;
}
