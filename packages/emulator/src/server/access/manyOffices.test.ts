import { generateKeyPair, signRequest } from '@mitosislabs/auth';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { raw, startWorld, type World } from '../../testing/world.ts';
import { Signatures } from './Signatures.ts';

const counts = vi.hoisted(() => ({ here: 0, aside: 0 }));

vi.mock(import('node:crypto'), async (load) => {
  const crypto = await load();
  const verify = (...args: Parameters<typeof crypto.verify>) => {
    counts[args.length > 4 ? 'aside' : 'here']++;
    return crypto.verify(...args);
  };
  return { ...crypto, verify: verify as typeof crypto.verify };
});

// Most users do not have the package `secp256k1`.
vi.mock(import('./libsecp256k1.ts'), async (load) => ({ ...(await load()), loadNative: () => undefined }));

const OFFICES = 200;
let world: World;
let officeId = '';

beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
  const offices = Array.from({ length: OFFICES }, (_, index) => ({
    name: `office-${index}`,
    agents: [{ name: 'aria' }],
  }));
  const seeded = await world.emulator.control.seed({ offices });
  officeId = seeded.offices['office-7']?.id ?? '';
});
beforeEach(() => Object.assign(counts, { here: 0, aside: 0 }));
afterAll(() => world?.close());

const wrong = (target: string) => ({
  ...signRequest({ agentId: 'aria', signingKey: generateKeyPair().privateKey }, 'GET', target),
});
const statusOf = async (target: string, headers: Record<string, string>) =>
  (await raw(world.emulator.endpoint + target, { headers })).status;

test('error: a wrong signature for a name in 200 offices is tried in another thread, while others are served', async () => {
  let turns = 0;
  const count = () => {
    turns++;
    turning = setImmediate(count);
  };
  let turning = setImmediate(count);
  const target = '/api/v1/offices';
  const refused = statusOf(target, wrong(target));
  await vi.waitFor(() => expect(counts.aside).toBeGreaterThan(0), { timeout: 60_000, interval: 1 });
  const before = counts.aside;
  expect(await statusOf(target, { Authorization: `Bearer ${world.emulator.apiKey}` })).toBe(200);
  expect(before).toBeLessThan(OFFICES);
  expect(await refused).toBe(401);
  clearImmediate(turning);
  expect(counts).toEqual({ here: 0, aside: OFFICES });
  expect(turns).toBeGreaterThanOrEqual(OFFICES - 1);
});

test('behavior: 20 requests with the same wrong signature share the verifications', async () => {
  const target = `/api/v1/offices/${officeId}/tasks`;
  const headers = wrong(target);
  const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOf(target, headers)));
  expect(new Set(statuses)).toEqual(new Set([401]));
  // The key of the office in the path is tried first, in this thread.
  expect(counts.aside).toBe(OFFICES - 1);
  expect(counts.here).toBeLessThanOrEqual(1);
});

test('behavior: many wrong signatures drive out no valid one', async () => {
  const pair = generateKeyPair();
  const message = Buffer.from('1700000000\nGET\n/');
  const signed = signRequest({ agentId: 'aria', signingKey: pair.privateKey }, 'GET', '/', 1_700_000_000);
  const valid = { publicKey: pair.publicKey, message, signature: signed['X-Signature'] };
  const signatures = new Signatures(null);
  expect(signatures.verify(valid)).toBe(true);
  const others = Array.from({ length: 1_100 }, (_, index) =>
    (index + 2 ** 32).toString(16).padStart(128, '1'),
  );
  for (const signature of others) await signatures.verifyAside({ ...valid, signature });
  expect(counts).toEqual({ here: 1, aside: 1_100 });
  expect(signatures.verify(valid)).toBe(true);
  expect(counts.here).toBe(1);
});

test('behavior: libsecp256k1 takes over from OpenSSL after 100 signatures', async () => {
  const { publicKey, privateKey } = generateKeyPair();
  const signatures = new Signatures();
  let sent = 0;
  const verifyNext = (isValid: boolean) => {
    const target = `/${++sent}`;
    const headers = signRequest({ agentId: 'aria', signingKey: privateKey }, 'GET', target, 1_700_000_000);
    const message = Buffer.from(`1700000000\nGET\n${isValid ? target : '/other'}`);
    return signatures.verify({ publicKey, message, signature: headers['X-Signature'] });
  };
  for (let index = 0; index < 100; index++) expect(verifyNext(index % 2 === 0)).toBe(index % 2 === 0);
  expect(counts.here).toBe(100);
  await vi.waitFor(() => {
    const { here } = counts;
    expect([verifyNext(true), verifyNext(false), counts.here]).toEqual([true, false, here]);
  }, 120_000);
});
