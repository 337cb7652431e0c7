/** What JSON lets through unescaped although a terminal may obey it. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A value as JSON text that is exact, and harmless on a terminal: what could steer it is written as `\u` escapes, which
 * a parser reads back as what it was.
 */
export function toJSON(value: unknown, indent?: number): string {
  return harmlessJSON(JSON.stringify(value, undefined, indent) ?? 'null');
}

/** JSON text with the same meaning that is harmless on a terminal. Such characters stand only within its strings. */
export function harmlessJSON(json: string): string {
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
