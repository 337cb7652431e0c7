/** A queue of the pieces of an answer, for one reader. */
export class Pieces implements AsyncIterable<string> {
  #ready: string[] = [];
  #end: { error?: unknown } | undefined;
  #rise: () => void = () => undefined;

  /** Adds a piece. Does nothing after the end. */
  push(piece: string): void {
    if (!this.#end) this.#ready.push(piece);
    this.#rise();
  }

  /** Ends the answer, with an error for the reader if there is one. */
  end(failure?: { error: unknown }): void {
    this.#end ??= failure ?? {};
    this.#rise();
  }

  /** Reads the pieces as they come. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const pieces = this.#ready;
      this.#ready = [];
      yield* pieces;
      if (this.#ready.length > 0) continue;
      if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#rise = resolve;
      });
    }
  }
}
