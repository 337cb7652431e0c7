/** Ends a program with a message and an exit code. */
export class ProgramError extends Error {
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** The error of a program that is given the name of no file. */
export function noSuchFile(name: string): ProgramError {
  return new ProgramError(`${name}: No such file`);
}
