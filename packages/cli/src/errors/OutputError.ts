/** What was to be written to standard output could not be, on a full disk for example: part of it is lost. */
export class OutputError extends Error {
  readonly code = 'output_failed';

  constructor(cause: Error) {
    super(`cannot write to standard output: ${cause.message}`, { cause });
    this.name = 'OutputError';
  }
}
