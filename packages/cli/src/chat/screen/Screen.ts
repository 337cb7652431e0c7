import type { Output } from '../../Context.ts';
import { textWidth } from '../../terminal/textWidth.ts';
import type { Layout } from './layout.ts';

/** A terminal, with its height in rows. */
export type Terminal = Output & { rows?: number };

/** Moves to the first column, and clears from there on. */
const CLEAR = '\r\u001b[J';
const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';

/**
 * A terminal whose lowest rows are a block that is redrawn, with text printed above it. Each change is one write, so that no
 * partial change is visible.
 */
export class Screen {
  readonly #output: Terminal;
  #block: Layout = { lines: [], row: 0, column: 0 };
  /** The width of the terminal when the block was drawn, in columns. */
  #columns = 0;
  /** Whether the terminal was given back: text is only a line then. */
  #isOver = false;

  constructor(output: Terminal) {
    this.#output = output;
  }

  /** The usable width in columns. The last column stays free: terminals differ in how they wrap there. */
  get width(): number {
    return Math.max(1, (this.#output.columns || 80) - 1);
  }

  /** Starts below the current output, and turns on bracketed paste. */
  begin(): void {
    this.#isOver = false;
    this.#block = { lines: [], row: 0, column: 0 };
    this.#output.write(PASTE_ON);
  }

  /** Restores the terminal. */
  end(): void {
    this.#isOver = true;
    this.#output.write(`${this.#erased()}${PASTE_OFF}`);
    this.#block = { lines: [], row: 0, column: 0 };
  }

  /** Draws the block, or the part around the cursor that fits. */
  draw(block: Layout): void {
    if (this.#isOver) return;
    const { lines, row } = this.#block;
    const next = this.#visible(block);
    const isSameWidth = this.#columns === (this.#output.columns ?? 0);
    let first = 0;
    const last = isSameWidth ? Math.min(lines.length, next.lines.length) - 1 : 0;
    // Unchanged lines are not drawn again: they would flicker.
    while (first < last && lines[first] === next.lines[first]) first++;
    if (first === 0) this.#output.write(this.#erased() + this.#drawn(next, 0));
    else {
      const move = first < row ? `\u001b[${row - first}A` : first > row ? `\u001b[${first - row}B` : '';
      this.#output.write(`${move}${CLEAR}${this.#drawn(next, first)}`);
    }
  }

  /** Writes lines above the block, which moves down. */
  print(text: string, block: Layout): void {
    if (this.#isOver) this.#output.write(`${text}\n`);
    else this.#output.write(`${this.#erased()}${text}\n${this.#drawn(this.#visible(block), 0)}`);
  }

  /** Clears the screen, and draws the block. */
  clear(block: Layout): void {
    if (this.#isOver) return;
    this.#output.write(`\u001b[H\u001b[2J${this.#drawn(this.#visible(block), 0)}`);
  }

  /** Returns the part of a block that fits. */
  #visible(block: Layout): Layout {
    const height = Math.max(1, (this.#output.rows || 24) - 1);
    const first = Math.max(0, Math.min(block.row - height + 1, block.lines.length - height));
    const lines = block.lines.slice(first, first + height);
    return { lines, row: block.row - first, column: block.column };
  }

  /** Returns the text that draws a block, from the line `first` on. */
  #drawn(block: Layout, first: number): string {
    const { lines, row, column } = block;
    this.#block = block;
    this.#columns = this.#output.columns ?? 0;
    const up = lines.length - 1 - row;
    const text = lines.slice(first).join('\n');
    return `${text}${up > 0 ? `\u001b[${up}A` : ''}\r${column > 0 ? `\u001b[${column}C` : ''}`;
  }

  /** Returns the text that clears the block. In a window that became narrower, each line of it may take up several rows. */
  #erased(): string {
    const { lines, row, column } = this.#block;
    const columns = this.#output.columns || 80;
    let up = Math.floor(column / columns);
    for (const line of lines.slice(0, row)) up += Math.max(1, Math.ceil(textWidth(line) / columns));
    return `${up > 0 ? `\u001b[${up}A` : ''}${CLEAR}`;
  }
}
