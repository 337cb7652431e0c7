/** The exit codes of `mi`, for scripts. */
export const ExitCode = {
  ok: 0,
  failure: 1,
  usage: 2,
  notSignedIn: 3,
  forbidden: 4,
  notFound: 5,
  conflict: 6,
  noCredits: 7,
  rateLimited: 8,
  unreachable: 9,
  confirmation: 10,
  unknownOutcome: 11,
  differs: 12,
  interrupted: 130,
} as const;

/** One line for each code, for the help. */
export const exitCodeSummaries: readonly (readonly [code: number, meaning: string])[] = [
  [ExitCode.ok, 'done'],
  [ExitCode.failure, 'failed for another reason'],
  [ExitCode.usage, 'wrong usage: nothing was sent'],
  [ExitCode.notSignedIn, 'not signed in, or the key is not accepted'],
  [ExitCode.forbidden, 'not allowed'],
  [ExitCode.notFound, 'not found'],
  [ExitCode.conflict, 'refused: a conflict, or a request that is not valid'],
  [ExitCode.noCredits, 'out of credits'],
  [ExitCode.rateLimited, 'too many requests'],
  [ExitCode.unreachable, 'no connection, no answer in time, or the server failed'],
  [ExitCode.confirmation, 'a confirmation is needed, or was declined; nothing was done'],
  [ExitCode.unknownOutcome, 'may have been done: check before you repeat it'],
  [ExitCode.differs, 'mi conformance: the platform differs'],
  [ExitCode.interrupted, 'interrupted with Ctrl-C'],
];
