import { wrap } from './wrap.ts';

/**
 * Breaks the lines of a text that are wider than a terminal, between words. Lines to copy stay whole: those of one word,
 * such as a key, and indented ones, such as a command. Off a terminal, nothing is broken.
 *
 * `wrap` is heavy: the build loads it when a line is too wide, not before.
 */
export function fitted(text: string, { isTTY, columns }: { isTTY?: boolean; columns?: number }): string {
  if (isTTY !== true || !columns) return text;
  return text
    .split('\n')
    .map((line) => (mayBeWider(line, columns) && /^\S+\s+\S/.test(line) ? wrap(line, columns) : line))
    .join('\n');
}

/** Whether a line may be wider than a terminal: a character may take two columns. */
function mayBeWider(line: string, columns: number): boolean {
  return line.length > columns || (line.length * 2 > columns && !/^[\u0020-\u007e]*$/.test(line));
}
