/** The sources that are mutated, by package: where a wrong line costs keys, credits or messages. Paths are below `src/`. */
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
    tests: ['{core,response}/*.test.ts'],
  },
  xmtp: {
    sources: ['send/*.ts'],
    tests: ['{send,session}/*.test.ts'],
  },
  keystore: {
    sources: ['lock/*.ts'],
    tests: ['lock/*.test.ts'],
  },
};
