import type { Output } from '../Context.ts';
import { inert } from '../output/inert.ts';
import { pieceEnd } from './pieceEnd.ts';

/** Writes a text as it grows, made harmless for a terminal: what could steer it, however it is torn apart. */
export class GrowingText {
  readonly #output: Output;
  #written = '';

  constructor(output: Output) {
    this.#output = output;
  }

  /** Whether something was written. */
  get hasBegun(): boolean {
    return this.#written !== '';
  }

  /** Writes what is new. A text that does not go on where the last one was begins on a line of its own. */
  grow(text: string): void {
    const shown = text.slice(0, pieceEnd(text));
    this.#write(shown);
  }

  /** Writes the rest of it, and ends the line. */
  end(text: string): void {
    this.#write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Ends the line of a text of which no more comes. */
  breakOff(): void {
    if (this.hasBegun && !this.#written.endsWith('\n')) this.#output.write('\n');
  }

  #write(text: string): void {
    if (!text.startsWith(this.#written)) {
      this.#output.write('\n');
      this.#written = '';
    }
    if (text.length === this.#written.length) return;
    this.#output.write(inert(text.slice(this.#written.length)));
    this.#written = text;
  }
}
