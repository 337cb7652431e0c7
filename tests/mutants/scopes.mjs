/**
 * The sources that are mutated: where a wrong line costs keys, credits or messages. A scope has the name of its package, or names
 * it. Paths are below `src/`; `except` are sources of another scope.
 *
 * `tests` are those that run for each mutant. They are the fast ones, in memory: a mutant that only the tests over real
 * connections would notice counts as a survivor.
 */
export const scopes = {
  auth: {
    sources: ['**/*.ts'],
    except: ['files/**'],
    // Not those of `files/`: a mutant runs in a worker, which has no umask of its own.
    tests: ['*.test.ts', '{authenticators,errors,jwt,signing}/*.test.ts'],
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
    sources: [
      'receive/{Conversation,GroupThread,MessageFeed,PageOrder,Receiver,SeenMessages}.ts',
      'send/*.ts',
      'core/SessionCore.ts',
      'errors/requestFailure.ts',
    ],
    tests: [
      'receive/{routes,MessageFeed,beginnings,PageOrder,pageEvidence,pollInterval,pollTimes,Receiver,serverTime}.test.ts',
      'send/posting.test.ts',
      'core/SessionCore.test.ts',
      'errors/requestFailure.test.ts',
    ],
  },
  keystore: {
    sources: ['files/whileLocked.ts'],
    tests: ['files/whileLocked.test.ts'],
  },
  lock: {
    package: 'auth',
    sources: ['files/{FolderLock,abandonedHolders,acquireLock,processToken,temporaryFiles}.node.ts'],
    tests: ['files/{FolderLock,LockQueue,lockParts,processToken,temporaryFiles}.test.ts'],
  },
};
