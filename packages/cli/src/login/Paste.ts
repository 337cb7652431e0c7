import type { Context } from '../Context.ts';
import { readUnseen } from '../prompt/readSecret.ts';

/** What somebody at a terminal pastes, unseen, while the sign-in waits for the browser too. */
export class Paste {
  readonly #context: Context;
  readonly #take: (text: string) => boolean;
  readonly #fail: (error: unknown) => void;
  #wanted = false;
  #paused = false;
  #stop: AbortController | undefined;
  #reading: Promise<void> | undefined;

  /**
   * @param context - Whose terminal it is.
   * @param take - Gets what was pasted; `false` asks for it again.
   * @param fail - Gets what ends the run, such as Ctrl-C.
   */
  constructor(context: Context, take: (text: string) => boolean, fail: (error: unknown) => void) {
    this.#context = context;
    this.#take = take;
    this.#fail = fail;
  }

  /** Begins to read. */
  begin(): void {
    this.#wanted = true;
    this.#read();
  }

  /** Leaves the terminal to others. */
  async pause(): Promise<void> {
    this.#paused = true;
    this.#stop?.abort();
    await this.#reading;
  }

  /** Goes on reading, if it was begun. */
  resume(): void {
    this.#paused = false;
    this.#read();
  }

  #read(): void {
    if (!this.#wanted || this.#paused || this.#reading) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#reading = this.#readUntil(stop.signal)
      .catch((error: unknown) => {
        if (!stop.signal.aborted) this.#fail(error);
      })
      .finally(() => {
        this.#reading = undefined;
      });
  }

  async #readUntil(signal: AbortSignal): Promise<void> {
    const { stdin, stderr } = this.#context;
    let text: string | undefined;
    // After Ctrl-D only the browser is left.
    do text = (await readUnseen('Address or key (it stays unseen):', { stdin, stderr, signal }))?.trim();
    while (text === '' || (text !== undefined && !signal.aborted && !this.#take(text)));
  }
}
