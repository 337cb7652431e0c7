import type { Output } from '../../Context.ts';
import { textWidth } from '../../terminal/textWidth.ts';
import type { Layout } from './layout.ts';

/** Where somebody sees it; how wide and how high it is. */
export type Terminal = Output & { rows?: number };

/** To the first column, and everything from there on is gone. */
const CLEAR = '\r\u001b[J';
const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';

/**
 * A terminal whose lowest rows are being edited, while text comes in above them. Each change is one write, so that nothing
 * is ever seen half.
 */
export class Screen {
  readonly #output: Terminal;
  #block: Layout = { lines: [], row: 0, column: 0 };
  /** How wide the terminal was when the block was drawn. */
  #columns = 0;

  constructor(output: Terminal) {
    this.#output = output;
  }

  /** How many columns there are to write in. The last one stays free: what a terminal does there differs. */
  get width(): number {
    return Math.max(1, (this.#output.columns || 80) - 1);
  }

  /** Begins below what is there; asks the terminal to tell what is pasted from what is typed. */
  begin(): void {
    this.#block = { lines: [], row: 0, column: 0 };
    this.#output.write(PASTE_ON);
  }

  /** Leaves the terminal as it was. */
  end(): void {
    this.#output.write(`${this.#erased()}${PASTE_OFF}`);
    this.#block = { lines: [], row: 0, column: 0 };
  }

  /** Shows the block; as much of it as there is space for, around the cursor. */
  draw(block: Layout): void {
    const { lines, row } = this.#block;
    const next = this.#visible(block);
    const isSameWidth = this.#columns === (this.#output.columns ?? 0);
    let first = 0;
    const last = isSameWidth ? Math.min(lines.length, next.lines.length) - 1 : 0;
    // Lines that stay as they are are not drawn again: they would flicker.
    while (first < last && lines[first] === next.lines[first]) first++;
    if (first === 0) this.#output.write(this.#erased() + this.#drawn(next, 0));
    else {
      const move = first < row ? `\u001b[${row - first}A` : first > row ? `\u001b[${first - row}B` : '';
      this.#output.write(`${move}${CLEAR}${this.#drawn(next, first)}`);
    }
  }

  /** Writes lines above the block, which moves down. */
  print(text: string, block: Layout): void {
    this.#output.write(`${this.#erased()}${text}\n${this.#drawn(this.#visible(block), 0)}`);
  }

  /** Empties the screen, but for the block. */
  clear(block: Layout): void {
    this.#output.write(`\u001b[H\u001b[2J${this.#drawn(this.#visible(block), 0)}`);
  }

  /** As much of a block as there is space for. */
  #visible(block: Layout): Layout {
    const height = Math.max(1, (this.#output.rows || 24) - 1);
    const first = Math.max(0, Math.min(block.row - height + 1, block.lines.length - height));
    const lines = block.lines.slice(first, first + height);
    return { lines, row: block.row - first, column: block.column };
  }

  /** What draws a block from one of its lines on. */
  #drawn(block: Layout, first: number): string {
    const { lines, row, column } = block;
    this.#block = block;
    this.#columns = this.#output.columns ?? 0;
    const up = lines.length - 1 - row;
    const text = lines.slice(first).join('\n');
    return `${text}${up > 0 ? `\u001b[${up}A` : ''}\r${column > 0 ? `\u001b[${column}C` : ''}`;
  }

  /** What takes the block away. When the window became narrower since it was drawn, its rows take up more than one each. */
  #erased(): string {
    const { lines, row, column } = this.#block;
    const columns = this.#output.columns || 80;
    let up = Math.floor(column / columns);
    for (const line of lines.slice(0, row)) up += Math.max(1, Math.ceil(textWidth(line) / columns));
    return `${up > 0 ? `\u001b[${up}A` : ''}${CLEAR}`;
  }
}
