import { ExitCode } from './exitCodes.ts';

/** The reason why a run was stopped from outside; the abort reason of the context's signal. */
export class Interruption extends Error {
  readonly exitCode: number;

  private constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'Interruption';
    this.exitCode = exitCode;
  }

  /** Ctrl-C. */
  static readonly sigint = new Interruption('interrupted', ExitCode.interrupted);
  /** SIGTERM, from a supervisor for example: 128 + 15. */
  static readonly sigterm = new Interruption('terminated', 143);
  /** The terminal was closed: 128 + 1. */
  static readonly sighup = new Interruption('hung up', 129);
  /** The reader of the output closed it, as `head` does. That is not a failure. */
  static readonly outputClosed = new Interruption('output closed', ExitCode.ok);
}
