import { ExitCode } from './exitCodes.ts';

/** The causes that stop a run from outside: the message and the exit code of each cause. */
const CAUSES = {
  /** Ctrl-C. */
  sigint: ['interrupted', ExitCode.interrupted],
  /** SIGTERM, from a supervisor for example: 128 + 15. */
  sigterm: ['terminated', 143],
  /** The terminal was closed: 128 + 1. */
  sighup: ['hung up', 129],
  /** The reader of the output closed it, as `head` does. That is not a failure. */
  outputClosed: ['output closed', ExitCode.ok],
} as const;

/** The reason why a run was stopped from outside; the abort reason of the context's signal. */
export class Interruption extends Error {
  readonly source: keyof typeof CAUSES;
  readonly exitCode: number;

  constructor(source: keyof typeof CAUSES) {
    const [message, exitCode] = CAUSES[source];
    super(message);
    this.name = 'Interruption';
    this.source = source;
    this.exitCode = exitCode;
  }
}
