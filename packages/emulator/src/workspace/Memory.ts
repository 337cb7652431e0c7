import { ProgramError } from './ProgramError.ts';

/** Memory that all command lines share, in bytes. What asks for more than is left gets the error that a kernel gives. */
export class Memory {
  #left: number;

  /** @param bytes - How much there is. */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Takes nothing yet. `release` gives back what was taken. */
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
  /** Takes or gives back, until it holds that many bytes; throws a {@link ProgramError} when there are not so many. */
  resize(bytes: number): void;
  /** Gives all of it back. */
  release(): void;
}
