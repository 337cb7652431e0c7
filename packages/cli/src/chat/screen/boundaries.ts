/** Returns the start of the word before `position`. */
export function wordBefore(text: string, position: number): number {
  let start = position;
  while (start > 0 && isSpace(text, start - 1)) start--;
  while (start > 0 && !isSpace(text, start - 1)) start--;
  return start;
}

/** Returns the end of the word after `position`. */
export function wordAfter(text: string, position: number): number {
  let end = position;
  while (end < text.length && isSpace(text, end)) end++;
  while (end < text.length && !isSpace(text, end)) end++;
  return end;
}

/** Returns the start of the line that contains `position`. */
export function lineStart(text: string, position: number): number {
  return position === 0 ? 0 : text.lastIndexOf('\n', position - 1) + 1;
}

/** Returns the end of the line that contains `position`. */
export function lineEnd(text: string, position: number): number {
  const end = text.indexOf('\n', position);
  return end < 0 ? text.length : end;
}

function isSpace(text: string, position: number): boolean {
  return /\s/.test(text.charAt(position));
}
