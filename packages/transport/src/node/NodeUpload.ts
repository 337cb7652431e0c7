import type { ClientRequest } from 'node:http';
import { lengthError } from '../body/lengthError.ts';

/** Sends a body chunk by chunk, no faster than the connection takes it. */
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
   * Sends the whole body, unless it is stopped.
   *
   * @throws the error of the body's source; {@link InvalidArgumentError} when its length is not the announced one.
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
      // More bytes would count as the beginning of the next request on this connection.
      if (this.#length !== undefined && sent > this.#length)
        throw lengthError(sent, this.#length, 'at least ');
      // Waits until the chunk has left this process: its source may reuse the memory. After a failure, the end of the
      // connection ends the wait.
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

  /** Stops sending, and ends the source. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    // Not awaited: the source may be busy.
    Promise.resolve(this.#source?.return?.()).catch(() => undefined);
  }
}
