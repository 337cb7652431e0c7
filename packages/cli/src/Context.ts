import type { Readable, Writable } from 'node:stream';

/** A standard input. */
export type Input = Readable & {
  /** Whether it is a terminal. */
  isTTY?: boolean;
};
/** A standard output. */
export type Output = Writable & {
  /** Whether it is a terminal. */
  isTTY?: boolean;
  /** Its width, in columns. */
  columns?: number;
  /** Its height, in lines. */
  rows?: number;
};

/** The environment of a run. Commands read it in place of `process`, so that tests can replace it. */
export interface Context {
  stdin: Input;
  stdout: Output;
  stderr: Output;
  env: Record<string, string | undefined>;
  /** Bits of colour on standard output: 1 for none. */
  colorDepth: number;
  /** Aborts when the run must stop; the reason is an `Interruption`. */
  signal: AbortSignal;
  /** The words of the command that runs. */
  command?: string;
  /** Whether prompts are off: `--no-input`. */
  noInput?: boolean;
  /** Whether the command line lacks arguments that a person can pick at the terminal. */
  mustPick?: boolean;
  /** Whether long text is written without a pager: `--no-pager`. */
  noPager?: boolean;
  /** Whether a pager has the terminal now: Ctrl-C is for the pager. */
  isPaging?: boolean;
  /** Whether errors are reported in full: `--debug` or `MI_DEBUG`. */
  debug?: boolean;
  /** Completes the last word after `mi`: one candidate per line. Set by `run`, so that no command imports all others. */
  complete?: (words: readonly string[]) => Promise<readonly string[]>;
}
