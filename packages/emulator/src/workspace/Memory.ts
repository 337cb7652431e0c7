import { ProgramError } from './ProgramError.ts';

/** Memory that all command lines share, in bytes. A request for more than is left fails as in a kernel. */
export class Memory {
  #left: number;

  /** @param bytes - The total. */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Reserves a part, empty at first. `release` frees it. */
  hold(): Held {
    let held = 0;
    return {
      resize: (bytes) => {
        if (bytes - held > this.#left) throw new ProgramError('Cannot allocate memory');
        this.#left -= bytes - held;
        held = bytes;
      },
      release: () => {
        this.#left += held;
        held = 0;
      },
    };
  }
}

/** A part of the memory. */
export interface Held {
  /** Resizes the part to a number of bytes; throws a {@link ProgramError} if there are too few. */
  resize(bytes: number): void;
  /** Frees the part. */
  release(): void;
}
