import { vi } from 'vitest';

// A passphrase costs a guesser half a second by design, and a test too. Where the cost is not what is tested, files are
// written with a hundredth of it; they say so themselves, as all such files do. `secretStorage.test.ts` has the real cost.
vi.mock('../../packages/keystore/src/encryption/cost.ts', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  WRITTEN_COST: { n: 1024, r: 8, p: 1 },
}));
