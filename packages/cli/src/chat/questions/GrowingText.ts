import type { Output } from '../../Context.ts';
import { completeEnd } from '../../terminal/characters.ts';
import { escapeControls } from '../../terminal/escapeControls.ts';

/** A longer text is looked at less often: each look takes as long as the text. In UTF-16 units. */
const LONG = 20_000;
/** It is looked at again after this many times as long as the last look took. */
const REST = 4;

/** Writes a text as it grows, made harmless for a terminal: what could steer it, however it is torn apart. */
export class GrowingText {
  readonly #output: Output;
  #written = '';
  /** What there is of the text, and perhaps not written yet. */
  #text = '';
  #restsUntil = 0;
  #later: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether something was written. */
  get hasBegun(): boolean {
    return this.#written !== '';
  }

  /** Writes what is new, at once or soon. A text that does not go on where the last one was begins on a line of its own. */
  grow(text: string): void {
    this.#text = text;
    const left = text.length > LONG ? this.#restsUntil - performance.now() : 0;
    if (left <= 0) this.#writePiece();
    else this.#later ??= setTimeout(() => this.#writePiece(), left);
  }

  /** Writes the rest of it, and ends the line. */
  end(text: string): void {
    clearTimeout(this.#later);
    this.#write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Ends the line of a text of which no more comes. */
  breakOff(): void {
    if (this.#text !== '') this.#writePiece();
    if (this.hasBegun && !this.#written.endsWith('\n')) this.#output.write('\n');
  }

  #writePiece(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    const started = performance.now();
    this.#write(this.#text.slice(0, completeEnd(this.#text)));
    const now = performance.now();
    this.#restsUntil = now + REST * (now - started);
  }

  #write(text: string): void {
    // Not with `startsWith`, which goes from character to character.
    if (text.slice(0, this.#written.length) !== this.#written) {
      this.#output.write('\n');
      this.#written = '';
    }
    if (text.length === this.#written.length) return;
    this.#output.write(escapeControls(text.slice(this.#written.length)));
    this.#written = text;
  }
}
