import type { Readable, Writable } from 'node:stream';

/** Where `mi` reads from. */
export type Input = Readable & {
  /** Whether it is a terminal. */
  isTTY?: boolean;
};
/** Where `mi` writes to. */
export type Output = Writable & {
  /** Whether it is a terminal. */
  isTTY?: boolean;
  /** How wide that is, in characters. */
  columns?: number;
};

/** What a command knows of the world around it. Nothing reads `process` directly, so that tests can be the world. */
export interface Context {
  stdin: Input;
  stdout: Output;
  stderr: Output;
  env: Record<string, string | undefined>;
  /** Bits of colour on standard output: 1 for none. */
  colorDepth: number;
  /** Fires when the run is to stop; the reason is an `Interruption`. */
  signal: AbortSignal;
}
