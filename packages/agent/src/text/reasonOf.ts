import { cleanText } from './cleanText.ts';

/** A longer reason is cut. In bytes. */
const LONGEST_REASON = 2_000;

/** Describes a thrown value as short text that any server accepts. The value may be anything. */
export function reasonOf(thrown: unknown): string {
  try {
    // Not `instanceof`: errors may come from another realm.
    const message: unknown = Object(thrown) === thrown ? Reflect.get(thrown as object, 'message') : undefined;
    const text = String(typeof message === 'string' ? message : thrown);
    if (text.trim() !== '') return cleanText(text, LONGEST_REASON);
  } catch {
    // It cannot be read.
  }
  return 'It failed without a reason.';
}
