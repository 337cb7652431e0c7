import type { Output } from '../../Context.ts';
import { completeEnd } from '../../terminal/characters.ts';
import { escapeControls } from '../../terminal/escapeControls.ts';

/** Longer text is compared less often: each comparison takes time in proportion to its length. In UTF-16 units. */
const LONG = 20_000;
/** It is compared again after this multiple of the time of the last comparison. */
const REST = 4;

/** Writes a streaming text to a terminal, with control characters escaped, however it is split. */
export class StreamingText {
  readonly #output: Output;
  #written = '';
  /** The text so far; its end may not be written yet. */
  #text = '';
  #restsUntil = 0;
  #later: NodeJS.Timeout | undefined;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether anything was written. */
  get hasStarted(): boolean {
    return this.#written !== '';
  }

  /** Writes the new part, now or soon. Text that does not continue the last one starts on a new line. */
  update(text: string): void {
    this.#text = text;
    const left = text.length > LONG ? this.#restsUntil - performance.now() : 0;
    if (left <= 0) this.#writePiece();
    else this.#later ??= setTimeout(() => this.#writePiece(), left);
  }

  /** Writes the rest, and ends the line. */
  end(text: string): void {
    clearTimeout(this.#later);
    this.#write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Ends the line of an unfinished text. */
  abandon(): void {
    if (this.#text !== '') this.#writePiece();
    if (this.hasStarted && !this.#written.endsWith('\n')) this.#output.write('\n');
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
    // Not with `startsWith`, which is slower.
    if (text.slice(0, this.#written.length) !== this.#written) {
      this.#output.write('\n');
      this.#written = '';
    }
    if (text.length === this.#written.length) return;
    this.#output.write(escapeControls(text.slice(this.#written.length)));
    this.#written = text;
  }
}
