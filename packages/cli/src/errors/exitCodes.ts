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
  unknownOutcome: 10,
  interrupted: 130,
} as const;

/** One line for each code, for the help. */
export const exitCodeSummaries: readonly (readonly [code: number, meaning: string])[] = [
  [ExitCode.ok, 'done'],
  [ExitCode.failure, 'failed for another reason'],
  [ExitCode.usage, 'used wrongly: nothing was sent'],
  [ExitCode.notSignedIn, 'not signed in, or the key is not accepted'],
  [ExitCode.forbidden, 'not allowed: the office belongs to another user'],
  [ExitCode.notFound, 'not found'],
  [ExitCode.conflict, 'conflict: the name is taken, or the office is suspended'],
  [ExitCode.noCredits, 'out of credits'],
  [ExitCode.rateLimited, 'too many requests'],
  [ExitCode.unreachable, 'cannot reach the platform, or no answer in time'],
  [ExitCode.unknownOutcome, 'no certain answer: it may have been done, so look before you repeat it'],
  [ExitCode.interrupted, 'interrupted with Ctrl-C'],
];
