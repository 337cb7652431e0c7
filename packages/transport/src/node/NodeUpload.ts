import type { ClientRequest } from 'node:http';
import { lengthError } from '../body/lengthError.ts';

/** A body that is sent as it is made, no faster than it is taken. */
export class NodeUpload {
  readonly #request: ClientRequest;
  readonly #length: number | undefined;
  readonly #open: () => AsyncIterable<Uint8Array>;
  #source: AsyncIterator<Uint8Array> | undefined;
  #isOver = false;
  #wake = (): void => undefined;

  constructor(
    request: ClientRequest,
    { length, open }: { length?: number | undefined; open: () => AsyncIterable<Uint8Array> },
  ) {
    this.#request = request;
    this.#length = length;
    this.#open = open;
    request.on('close', () => this.stop());
  }

  /**
   * Sends it all, unless it is stopped.
   *
   * @throws what the body's source throws; {@link InvalidArgumentError} when it has not the length that was announced.
   */
  async run(): Promise<void> {
    if (this.#isOver) return;
    const request = this.#request;
    const source = this.#open()[Symbol.asyncIterator]();
    this.#source = source;
    let sent = 0;
    for (;;) {
      const { done, value } = await source.next();
      if (this.#isOver) return;
      if (done) break;
      sent += value.byteLength;
      // What is more would be taken for the beginning of the next request on this connection.
      if (this.#length !== undefined && sent > this.#length)
        throw lengthError(sent, this.#length, 'at least ');
      // Until it has left this process: its source may use the memory again. Where it fails, the connection's end wakes it.
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        request.write(value, (error) => error ?? resolve());
      });
      if (this.#isOver) return;
    }
    this.#source = undefined;
    if (this.#length !== undefined && sent < this.#length) throw lengthError(sent, this.#length);
    request.end();
  }

  /** Sends no more, and lets go of the source. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    // It may be in the middle of something, and is not waited for.
    Promise.resolve(this.#source?.return?.()).catch(() => undefined);
  }
}
