import type { JSX } from 'preact';

/** A body: JSON is laid out, everything else stays as it is. */
export function BodyView({ text, isDone = true }: { text: string; isDone?: boolean }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <pre class="code" tabIndex={0}>
      <bdi>{isDone ? layOut(text) : text}</bdi>
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
