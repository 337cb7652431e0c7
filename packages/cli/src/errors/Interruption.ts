import { ExitCode } from './exitCodes.ts';

/** Why a run was stopped from outside. It travels as the reason of the context's signal. */
export class Interruption extends Error {
  readonly exitCode: number;

  private constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'Interruption';
    this.exitCode = exitCode;
  }

  /** Ctrl-C. */
  static readonly sigint = new Interruption('interrupted', ExitCode.interrupted);
  /** Asked to end, by a supervisor for example: 128 + 15. */
  static readonly sigterm = new Interruption('terminated', 143);
  /** The terminal is gone: 128 + 1. */
  static readonly sighup = new Interruption('hung up', 129);
  /** Whoever read the output has had enough, as `head` has. That is no failure. */
  static readonly outputClosed = new Interruption('output closed', ExitCode.ok);
}
