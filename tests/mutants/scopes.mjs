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
      'core/{retries,redirectTarget,ServerClock,KeySupport,Deadline,sendAttempt}.ts',
      'response/{UnreadLimit,withIdleLimit,readResponse}.ts',
    ],
    tests: [
      'core/{mayRetry,withRetries,redirectTarget,ServerClock,KeySupport,Deadline}.test.ts',
      'core/{sendAttempt,signing,attemptKeys}.test.ts',
      'response/{UnreadLimit,withIdleLimit,readResponse,readBytes,readRateLimit}.test.ts',
    ],
  },
  xmtp: {
    sources: ['send/*.ts'],
    tests: ['{send,session}/*.test.ts'],
  },
  keystore: {
    sources: ['files/{HeldLock,whileLocked,writePrivateFile}.ts'],
    tests: ['files/*.test.ts'],
  },
};
