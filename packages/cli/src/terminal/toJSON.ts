/** Characters that JSON does not escape, but that control a terminal. */
const UNSAFE = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Formats a value as JSON that is exact, and safe on a terminal: control characters become `\u` escapes, which a parser reads
 * back.
 */
export function toJSON(value: unknown, indent?: number): string {
  return harmlessJSON(JSON.stringify(value, undefined, indent) ?? 'null');
}

/** Escapes the control characters in JSON text. They occur only within its strings, so its meaning stays. */
export function harmlessJSON(json: string): string {
  return json.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
