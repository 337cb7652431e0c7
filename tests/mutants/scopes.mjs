/**
 * The sources that are mutated, by package: where a wrong line costs keys, credits or messages. Paths are below `src/`.
 *
 * `tests` are those that run for each mutant. They are the fast ones, in memory: a mutant that only the tests over real
 * connections would notice counts as a survivor.
 */
export const scopes = {
  auth: {
    sources: ['**/*.ts'],
    tests: ['**/*.test.ts'],
  },
  transport: {
    sources: [
      'core/{retries,redirectTarget,sendAttempt}.ts',
      'call/{ServerClock,Deadline}.ts',
      'response/{UnreadLimit,readResponse}.ts',
    ],
    tests: [
      'call/{ServerClock,Deadline}.test.ts',
      'core/{mayRetry,withRetries,redirectTarget,KeySupport}.test.ts',
      'core/{sendAttempt,signing,attemptKeys}.test.ts',
      'response/{UnreadLimit,withIdleLimit,readResponse,readBytes,readRateLimit}.test.ts',
    ],
  },
  xmtp: {
    sources: ['send/*.ts', 'core/SessionCore.ts', 'errors/requestFailure.ts'],
    tests: ['{send,session,errors}/*.test.ts'],
  },
  keystore: {
    sources: ['files/{HeldLock,whileLocked,writePrivateFile}.ts'],
    tests: ['files/*.test.ts'],
  },
};
