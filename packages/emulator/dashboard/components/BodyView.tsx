import type { JSX } from 'preact';
import { plain } from './text/plain.ts';

/** The most characters of a body. */
const MOST = 200_000;

/** A body: JSON is laid out, everything else stays as it is. */
export function BodyView({ text, isDone = true }: { text: string; isDone?: boolean }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <pre class="code" tabIndex={0}>
      <bdi>{plain(isDone ? layOut(text) : text, MOST)}</bdi>
    </pre>
  );
}

function layOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
