/** Standard output could not be written, on a full disk for example: part of the output is lost. */
export class OutputError extends Error {
  readonly code = 'output_failed';

  constructor(cause: Error) {
    super(`cannot write to standard output: ${cause.message}`, { cause });
    this.name = 'OutputError';
  }
}
