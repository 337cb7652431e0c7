import type { Context } from '../Context.ts';
import { readUnseen } from '../prompt/readSecret.ts';

/** Reads text that is pasted at the terminal, unseen, while the sign-in also waits for the browser. */
export class Paste {
  readonly #context: Context;
  readonly #take: (text: string) => boolean;
  readonly #fail: (error: unknown) => void;
  #wanted = false;
  #paused = false;
  #stop: AbortController | undefined;
  #reading: Promise<void> | undefined;

  /**
   * @param context - The context with the terminal.
   * @param take - Called with the text; `false` asks again.
   * @param fail - Called with the error that ends the run, such as Ctrl-C.
   */
  constructor(context: Context, take: (text: string) => boolean, fail: (error: unknown) => void) {
    this.#context = context;
    this.#take = take;
    this.#fail = fail;
  }

  /** Starts to read. */
  begin(): void {
    this.#wanted = true;
    this.#read();
  }

  /** Stops reading, so that others can use the terminal. */
  async pause(): Promise<void> {
    this.#paused = true;
    this.#stop?.abort();
    await this.#reading;
  }

  /** Resumes reading, if it was started. */
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
    // After Ctrl-D, only the browser can sign in.
    do text = (await readUnseen('Address or key (input is hidden):', { stdin, stderr, signal }))?.trim();
    while (text === '' || (text !== undefined && !signal.aborted && !this.#take(text)));
  }
}
