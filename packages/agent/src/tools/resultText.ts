import { cleanText, wellFormed, wholeCharacters } from '../text/cleanText.ts';
import { reasonOf } from '../text/reasonOf.ts';

/** The longest line about a call, in bytes. */
const LONGEST_LINE = 300;
/** Control characters, line breaks and marks that reorder text. */
const NOT_PRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * The text of a tool's result for the model: text as it is, anything else as JSON.
 *
 * @param limit - The most characters; the rest is cut, with a mark.
 */
export function resultText(value: unknown, limit: number): string {
  if (value === undefined || value === null || value === '') return 'Done.';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  // Cut first: a result may be huge.
  return wellFormed(shortened(text, limit));
}

/** The text of an error for the model: what happened, what to do next, and whether it may have had an effect. */
export function failureText(error: unknown): string {
  const { code, hint, outcome } = Object(error) as Record<string, unknown>;
  const named = typeof code === 'string' ? ` (${code})` : '';
  const next = typeof hint === 'string' ? ` ${hint}` : '';
  const doubt =
    outcome === 'unknown' ? ' It may have been done all the same: check before you try again.' : '';
  return `Error${named}: ${reasonOf(error)}${next}${doubt}`;
}

/** One short line without control characters, for logs. */
export function line(text: string): string {
  return cleanText(
    text
      .slice(0, 2 * LONGEST_LINE)
      .replace(NOT_PRINTABLE, ' ')
      .trim(),
    LONGEST_LINE,
  );
}

/** Cuts a text to a length, with a mark at its end. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${wholeCharacters(text.slice(0, limit))}\n[… cut: the text has ${text.length} characters]`;
}
