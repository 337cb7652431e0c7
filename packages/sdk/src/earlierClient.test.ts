import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type TestServer } from '@mitosislabs/tooling/serve';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { generateKeyPair, Keystore, MitosisClient, verifyJWT, verifySignature } from './index.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

let root: string;
let server: TestServer;
let keystore: Keystore;
beforeEach(async () => {
  server = await serve((_, response) => response.end('[]'));
  root = await mkdtemp(join(tmpdir(), 'sdk-earlier-'));
  keystore = new Keystore({ basePath: root, onWarning: () => undefined });
  for (const name of ['MITOSIS_API_KEY', 'MI_API_KEY', 'MITOSIS_ENDPOINT', 'MI_PROFILE'])
    vi.stubEnv(name, '');
  await mkdir(join(root, 'keys/o1'), { recursive: true, mode: 0o700 });
  await writeFile(join(root, 'config.json'), JSON.stringify({ endpoint: server.url }));
  await chmod(join(root, 'config.json'), 0o644);
  await writeFile(join(root, 'keys/jwt.key'), SECRET, { mode: 0o600 });
  return async () => {
    await server.close();
    await rm(root, { recursive: true });
  };
});
afterEach(() => vi.unstubAllEnvs());

const sent = () => server.seen.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? '');

test('default: fromConfig signs in with the secret of a folder that the earlier client filled', async () => {
  const client = await MitosisClient.fromConfig(keystore);
  expect(await client.verifyAuth()).toEqual({ ok: true, method: 'jwt' });
  expect(() => verifyJWT(sent()[0] ?? '', SECRET)).not.toThrow();
});

test('behavior: prefers a key to the secret, from the environment and the config', async () => {
  vi.stubEnv('MITOSIS_HOME', root);
  vi.stubEnv('MITOSIS_API_KEY', 'mi_environment');
  vi.stubEnv('NODE_NO_WARNINGS', '1');
  await (await MitosisClient.fromConfig()).offices.list();
  vi.stubEnv('MITOSIS_API_KEY', '');
  await keystore.saveConfig({ endpoint: server.url, apiKey: 'mi_stored' });
  await (await MitosisClient.fromConfig()).offices.list();
  expect(sent()).toEqual(['mi_environment', 'mi_stored']);
});

test('error: does not send the secret to another host or use it for another profile', async () => {
  vi.stubEnv('MITOSIS_HOME', root);
  vi.stubEnv('MITOSIS_ENDPOINT', 'https://other.example');
  await expect(MitosisClient.fromConfig()).rejects.toMatchObject({ code: 'key_for_another_host' });
  vi.stubEnv('MITOSIS_ENDPOINT', '');
  const work = new Keystore({ basePath: root, profile: 'work' });
  await work.saveConfig({ endpoint: server.url });
  await expect(MitosisClient.fromConfig(work)).rejects.toMatchObject({ code: 'not_signed_in' });
  // It stays with its host when the config moves.
  await keystore.saveConfig({ endpoint: 'https://other.example' });
  await expect(MitosisClient.fromConfig(keystore)).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(server.seen).toEqual([]);
});

test('error: does not use the secret without a host in the config', async () => {
  await writeFile(join(root, 'config.json'), '{}');
  await expect(MitosisClient.fromConfig(keystore)).rejects.toMatchObject({ code: 'not_signed_in' });
});

test('default: asAgent and as sign with a key of 32 bytes', async () => {
  const { privateKey, publicKey } = generateKeyPair();
  await writeFile(join(root, 'keys/o1/aria.key'), privateKey, { mode: 0o600 });
  const aria = await MitosisClient.asAgent('o1', 'aria', undefined, keystore);
  await aria.offices.list();
  await (await MitosisClient.fromConfig(keystore)).as('aria').offices.list();
  for (const { headers } of server.seen) {
    const [timestamp, signature] = [String(headers['x-timestamp']), String(headers['x-signature'])];
    expect(verifySignature(publicKey, { method: 'GET', path: '/api/v1/offices', timestamp, signature })).toBe(
      true,
    );
  }
  expect(server.seen).toHaveLength(2);
});
