import { vi } from 'vitest';

// A passphrase costs half a second by design, for a guesser and for a test. Tests of other things write files with a hundredth of
// that cost. Each file names its own cost. `secretStorage.test.ts` has the real cost.
vi.mock('../../packages/keystore/src/encryption/cost.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  WRITTEN_COST: { n: 1024, r: 8, p: 1 },
}));
