import { generateKeyPair, signRequest } from '@mitosislabs/auth';
import { expect, test, vi } from 'vitest';
import { Signatures } from './Signatures.ts';

// As in Bun.
vi.mock(import('node:crypto'), async (load) => {
  const createPublicKey = () => {
    throw new Error('Failed to read asymmetric key');
  };
  const without = { getCurves: () => ['prime256v1'], createPublicKey };
  return { ...(await load()), ...without } as Awaited<ReturnType<typeof load>>;
});

test('behavior: verifies signatures where the crypto library does not have the curve', async () => {
  // noble, which takes over: `require` would not find it among sources.
  await vi.dynamicImportSettled();
  const { publicKey, privateKey } = generateKeyPair();
  const { 'X-Signature': signature } = signRequest(
    { agentId: 'aria', signingKey: privateKey },
    'GET',
    '/a?b=%20',
    1_700_000_000,
  );
  const signatures = new Signatures();
  for (const [target, expected] of [
    ['/a?b=%20', true],
    ['/a', false],
  ] as const) {
    const message = Buffer.from(`1700000000\nGET\n${target}`);
    expect(signatures.verify({ publicKey, message, signature })).toBe(expected);
    expect(await new Signatures().verifyAside({ publicKey, message, signature })).toBe(expected);
  }
});
