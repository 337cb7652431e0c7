import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { beforeAll, expect, test } from 'vitest';
import { modulesOf } from '../support/modulesOf.js';

/** The most files that importing a package may load on Node, with those of its dependencies. Each takes a third of a millisecond. */
const MOST = { auth: 5, keystore: 6, transport: 15, api: 12, xmtp: 21, sdk: 35 };

let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-loaded-'));
  return () => rm(home, { recursive: true });
});

const nobleIn = (urls: readonly string[]) => urls.filter((url) => url.includes('@noble'));

test.each(Object.entries(MOST))(
  'default: importing %s loads %i files at most, and no noble',
  async (name, most) => {
    const urls = await modulesOf(`import '@mitosislabs/${name}'`);
    expect(urls.length, urls.join('\n')).toBeGreaterThan(0);
    expect(urls.length, urls.join('\n')).toBeLessThanOrEqual(most);
    expect(nobleIn(urls)).toEqual([]);
  },
);

test('behavior: the first call with an API key from the keystore loads no noble, and no session', async () => {
  await using emulator = await startEmulator();
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const urls = await modulesOf(
    `import { Keystore, MitosisClient } from '@mitosislabs/sdk';
    const keystore = new Keystore({ basePath: process.env.MITOSIS_HOME });
    await keystore.saveConfig(${JSON.stringify({ endpoint, dashboardEndpoint, apiKey })});
    const mi = await MitosisClient.fromConfig(keystore);
    if (!Array.isArray(await mi.offices.list())) throw new Error('There is no list.');`,
    { ...process.env, MITOSIS_HOME: home },
  );
  expect(urls.length).toBeGreaterThan(10);
  expect(nobleIn(urls)).toEqual([]);
  expect(urls.filter((url) => /eventStream|XMTPSession|GroupSession|\/ky\//.test(url))).toEqual([]);
});

test('behavior: an agent signs its first call without noble, too', async () => {
  const urls = await modulesOf(
    `import { generateKeyPair, signRequest, verifySignature } from '@mitosislabs/auth';
    const { privateKey, publicKey } = generateKeyPair();
    const signed = signRequest({ agentId: 'aria', signingKey: privateKey }, 'GET', '/');
    const { 'X-Signature': signature, 'X-Timestamp': timestamp } = signed;
    const isValid = verifySignature(publicKey, { method: 'GET', path: '/', timestamp, signature });
    if (!isValid) throw new Error('The signature is not valid.');`,
  );
  expect(nobleIn(urls)).toEqual([]);
});

test('behavior: with the hundredth signature noble is loaded, which is faster then', async () => {
  const urls = await modulesOf(
    `import { signRequest } from '@mitosislabs/auth';
    const agent = { agentId: 'aria', signingKey: new Uint8Array(32).fill(7) };
    for (let count = 0; count < 100; count++) signRequest(agent, 'GET', '/');`,
  );
  expect(nobleIn(urls)).not.toEqual([]);
});
