/** What somebody threw, in words: anything can be thrown, also what has none. */
export function reasonOf(thrown: unknown): string {
  try {
    const message: unknown = thrown instanceof Error ? thrown.message : thrown;
    const text = String(message);
    if (text.trim() !== '') return text;
  } catch {
    // It cannot be read.
  }
  return 'It failed, and did not say why.';
}
