import { completeEnd } from '../../terminal/characters.ts';
import { breakLines, wrap } from '../../terminal/wrap.ts';

/** The end of a streaming answer that is laid out: more than a screen can show. In UTF-16 units. */
const LONGEST = 20_000;
/** An answer is laid out again after this multiple of the last layout's time, so that keys stay responsive. */
const REST = 4;

/** A layout of the preview. */
interface Shown {
  readonly text: string;
  readonly width: number;
  readonly lines: readonly string[];
  /** The earliest time of the next layout. */
  readonly until: number;
}

/** The preview of a streaming answer, laid out once for each piece, not for each key press. */
export class Preview {
  readonly #render: (text: string) => string;
  readonly #now: () => number;
  #text: string | undefined;
  #shown: Shown | undefined;

  /**
   * @param render - Renders an answer.
   * @param now - The clock, in ms.
   */
  constructor(render: (text: string) => string, now = () => performance.now()) {
    this.#render = render;
    this.#now = now;
  }

  /** Sets the text, whose last character may be incomplete. Does not lay it out yet: pieces may come too fast for that. */
  set(text: string): void {
    this.#text = text;
  }

  /** Removes the preview, and returns the complete characters of its text. */
  take(): string | undefined {
    const text = this.#text?.slice(0, completeEnd(this.#text));
    this.#text = undefined;
    this.#shown = undefined;
    return text;
  }

  /** Returns the lines to show, none wider than `width`; `staleUntil` is the time of the next layout, if these are outdated. */
  lines(width: number): { lines: string[]; staleUntil?: number } {
    if (this.#text === undefined) return { lines: [] };
    const before = this.#shown;
    const started = this.#now();
    if (before && started < before.until) {
      const lines =
        before.width === width ? [...before.lines] : breakLines(before.lines.join('\n'), width).split('\n');
      return { lines, staleUntil: before.until };
    }
    const text = this.#text.slice(-LONGEST, completeEnd(this.#text));
    if (before?.width === width && before.text === text) return { lines: [...before.lines] };
    const lines = wrap(this.#render(text), width).split('\n');
    const now = this.#now();
    this.#shown = { text, width, lines, until: now + REST * (now - started) };
    return { lines: [...lines] };
  }
}
