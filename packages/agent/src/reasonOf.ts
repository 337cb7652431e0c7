import { cleanText } from './cleanText.ts';

/** A longer reason is cut. In bytes. */
const LONGEST_REASON = 2_000;

/** The reason in what was thrown, as short text that any server takes: anything can be thrown, also what has no words. */
export function reasonOf(thrown: unknown): string {
  try {
    // By its field: errors come from other realms.
    const message: unknown = Object(thrown) === thrown ? Reflect.get(thrown as object, 'message') : undefined;
    const text = String(typeof message === 'string' ? message : thrown);
    if (text.trim() !== '') return cleanText(text, LONGEST_REASON);
  } catch {
    // It cannot be read.
  }
  return 'It failed, and did not say why.';
}
