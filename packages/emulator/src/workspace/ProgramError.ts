/** Ends a program with a message and an exit code. */
export class ProgramError extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Creates the error for a missing file. */
export function noSuchFile(name: string): ProgramError {
  return new ProgramError(`${name}: No such file`);
}
