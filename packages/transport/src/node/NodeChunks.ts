import type { Readable } from 'node:stream';

/** So much may lie ready before the source is told to wait: bytes, or chunks where they are tiny. */
const HIGH_WATER = 256 * 1024;
const MOST_CHUNKS = 1024;

interface Reader {
  resolve(result: IteratorResult<Uint8Array, void>): void;
  reject(reason: unknown): void;
}

/**
 * The chunks of a Node stream as they come. Node's own iterator costs several times as much for a short answer, and reads
 * nothing before it is asked to.
 */
export class NodeChunks implements AsyncIterableIterator<Uint8Array, void> {
  readonly #stream: Readable;
  readonly #ended: (isWhole: boolean) => void;
  readonly #chunks: Uint8Array[] = [];
  readonly #readers: Reader[] = [];
  #held = 0;
  #received = 0;
  #isPaused = false;
  #isOver = false;
  #failure: { reason: unknown } | undefined;

  /**
   * @param stream - What to read; reading begins at once, up to a limit.
   * @param ended - Called once: when all has come (`true`), it broke off, or nobody wants more.
   */
  constructor(stream: Readable, ended: (isWhole: boolean) => void) {
    this.#stream = stream;
    this.#ended = ended;
    stream.on('data', (chunk: Uint8Array) => this.#push(chunk));
    stream.on('end', () => this.#end(true));
    // What came before it broke off is given first: it was sent.
    stream.on('error', (error) => this.#end(false, { reason: error }));
    stream.on('close', () => {
      if (!this.#isOver) this.#end(false, { reason: new Error('The body broke off.') });
    });
  }

  /** How many bytes have come so far. */
  get received(): number {
    return this.#received;
  }

  /** Ends it with an error, now: what lies ready is dropped. */
  fail(reason: unknown): void {
    this.#chunks.length = 0;
    this.#end(false, { reason });
  }

  next(): Promise<IteratorResult<Uint8Array, void>> {
    const value = this.#chunks.shift();
    if (value) {
      this.#held -= value.byteLength;
      if (this.#isPaused && this.#chunks.length === 0) this.#pause(false);
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      this.#readers.push({ resolve, reject });
      if (this.#isOver) this.#settle();
    });
  }

  return(): Promise<IteratorResult<Uint8Array, void>> {
    this.#chunks.length = 0;
    this.#end(false);
    this.#failure = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #push(chunk: Uint8Array): void {
    this.#received += chunk.byteLength;
    if (this.#isOver) return;
    const reader = this.#readers.shift();
    if (reader) {
      reader.resolve({ done: false, value: chunk });
      return;
    }
    this.#held += chunk.byteLength;
    if (this.#chunks.push(chunk) >= MOST_CHUNKS || this.#held >= HIGH_WATER) this.#pause(true);
  }

  #pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) this.#stream.pause();
    else this.#stream.resume();
  }

  #end(isWhole: boolean, failure?: { reason: unknown }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#settle();
    this.#ended(isWhole);
  }

  /** The first who waits is told of the failure; for the others it is over. */
  #settle(): void {
    for (const { resolve, reject } of this.#readers.splice(0)) {
      if (this.#failure) reject(this.#failure.reason);
      else resolve({ done: true, value: undefined });
      this.#failure = undefined;
    }
  }
}
