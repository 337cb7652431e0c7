/** The maximum length of a line, in characters. */
export const LONGEST_LINE: number = 1024 * 1024;

/** Callbacks for lines. */
export interface LineTaker {
  /** Called with each line, without its end. */
  line(line: string): void;
  /** Called with the beginning of each line that is too long; the rest of it is skipped. */
  tooLong?(beginning: string): void;
}

/** Cuts bytes into lines of UTF-8. */
export class Lines {
  readonly #take: LineTaker;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #isTooLong = false;

  constructor(take: LineTaker) {
    this.#take = take;
  }

  /** Takes the next bytes. */
  add(bytes: Uint8Array): void {
    this.#cut(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Ends the input: the last line needs no line feed. */
  end(): void {
    this.#cut(this.#decoder.decode());
    if (this.#rest !== '') this.#cut('\n');
  }

  #cut(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop() ?? '';
    for (const part of parts) {
      if (part.length > LONGEST_LINE) this.#leaveOut(part);
      else if (!this.#isTooLong) this.#take.line(part.endsWith('\r') ? part.slice(0, -1) : part);
      this.#isTooLong = false;
    }
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#leaveOut(this.#rest);
    this.#rest = '';
    this.#isTooLong = true;
  }

  #leaveOut(part: string): void {
    if (!this.#isTooLong) this.#take.tooLong?.(part.slice(0, 1_000));
  }
}
