import type { Readable } from 'node:stream';
import type { ArrivedBody } from '../wire/Wire.ts';

/** High-water marks: the source is paused above these. In bytes, and in chunks for tiny ones. */
const HIGH_WATER = 256 * 1024;
const MOST_CHUNKS = 1024;

interface Reader {
  resolve(result: IteratorResult<Uint8Array, void>): void;
  reject(reason: unknown): void;
}

/**
 * Iterates over the chunks of a Node stream as they come. Node's own iterator costs several times as much for a short
 * response, and reads nothing before the first `next()`.
 */
export class NodeChunks implements AsyncIterableIterator<Uint8Array, void>, ArrivedBody {
  readonly #stream: Readable;
  readonly #ended: (isWhole: boolean) => void;
  readonly #chunks: Uint8Array[] = [];
  readonly #readers: Reader[] = [];
  #held = 0;
  #received = 0;
  #isPaused = false;
  #isOver = false;
  #isWhole = false;
  #failure: { reason: unknown } | undefined;

  /**
   * @param stream - The stream. Reading begins at once, up to a limit.
   * @param ended - Called once: with `true` when all has come, with `false` when it broke off or the reader left.
   */
  constructor(stream: Readable, ended: (isWhole: boolean) => void) {
    this.#stream = stream;
    this.#ended = ended;
    stream.on('data', this.#push);
    stream.on('end', () => this.#end(true));
    // The chunks before the failure are returned first.
    stream.on('error', (error) => this.#end(false, { reason: error }));
    stream.on('close', () => {
      if (!this.#isOver) this.#end(false, { reason: new Error('The body broke off.') });
    });
  }

  /** The number of bytes that have come so far. */
  get received(): number {
    return this.#received;
  }

  arrived(): readonly Uint8Array[] | undefined {
    return this.#isWhole && this.#held === this.#received ? this.#chunks : undefined;
  }

  /** Ends the iteration with an error at once: buffered chunks are dropped. */
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

  /** Not a method that a listener calls: each short response would take another step. */
  readonly #push = (chunk: Uint8Array): void => {
    this.#received += chunk.byteLength;
    if (this.#isOver) return;
    const reader = this.#readers.shift();
    if (reader) {
      reader.resolve({ done: false, value: chunk });
      return;
    }
    this.#held += chunk.byteLength;
    if (this.#chunks.push(chunk) >= MOST_CHUNKS || this.#held >= HIGH_WATER) this.#pause(true);
  };

  #pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    if (isPaused) this.#stream.pause();
    else this.#stream.resume();
  }

  #end(isWhole: boolean, failure?: { reason: unknown }): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isWhole = isWhole;
    this.#failure = failure;
    if (this.#readers.length > 0) this.#settle();
    this.#ended(isWhole);
  }

  /** Rejects the first waiting read with the failure, and ends the others. */
  #settle(): void {
    for (const { resolve, reject } of this.#readers.splice(0)) {
      if (this.#failure) reject(this.#failure.reason);
      else resolve({ done: true, value: undefined });
      this.#failure = undefined;
    }
  }
}
