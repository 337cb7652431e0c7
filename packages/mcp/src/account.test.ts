import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { Keystore } from '@mitosislabs/keystore';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OfficeWithAgent, officeWithAgent } from '../test/office.ts';
import { connectAccount } from './account.ts';

let place: OfficeWithAgent;
let home: string;
let keystore: Keystore;
let env: Record<string, string>;
beforeAll(async () => {
  place = await officeWithAgent();
});
afterAll(() => place[Symbol.asyncDispose]());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-mcp-'));
  env = { MITOSIS_HOME: join(home, '.os1'), MITOSIS_KEYCHAIN: 'off' };
  keystore = new Keystore({ basePath: join(home, '.os1') });
  return () => rm(home, { recursive: true, force: true });
});

const connect = (flags: object = {}) => connectAccount(env, flags, () => undefined);
const hosts = () => {
  const { endpoint, dashboardEndpoint } = place.emulator;
  return { endpoint, dashboardEndpoint };
};
const store = (more: object = {}) =>
  keystore.saveConfig({ ...hosts(), apiKey: place.emulator.apiKey, ...more });

test('default: the account of the keystore, with its default office, and its key as a secret', async () => {
  await store({ defaultOffice: place.office });
  const { transport, office, defaultOffice, secrets } = await connect();
  expect({ office, defaultOffice, secrets }).toEqual({
    office: undefined,
    defaultOffice: place.office,
    secrets: [place.emulator.apiKey],
  });
  expect(await new OfficesAPI(transport).list()).toHaveLength(1);
});

test('behavior: the environment overrides the keystore, and names the office', async () => {
  await store({ apiKey: 'mi_0123456789abcdef' });
  env['MITOSIS_API_KEY'] = place.emulator.apiKey;
  env['MITOSIS_OFFICE'] = 'acme';
  const { transport, defaultOffice } = await connect();
  expect(defaultOffice).toBe(place.office);
  expect(await new OfficesAPI(transport).list()).toHaveLength(1);
  expect((await connect({ office: 'acme' })).office).toBe(place.office);
});

test('behavior: acts as an agent whose key is here, in its office alone', async () => {
  await store();
  await keystore.storePrivateKey(place.office, 'aria', place.emulator.agentKey(place.office, 'aria'));
  const { transport, office } = await connect({ agent: 'aria' });
  expect({ office, method: transport.authMethod }).toEqual({ office: place.office, method: 'agent' });
});

test('error: without a key, with an unknown office or agent, it says what to do', async () => {
  await expect(connect()).rejects.toMatchObject({
    code: 'not_signed_in',
    hint: expect.stringContaining('login'),
  });
  await store();
  await expect(connect({ office: 'nowhere' })).rejects.toMatchObject({ code: 'office_unknown' });
  await expect(connect({ agent: 'zoe' })).rejects.toMatchObject({ code: 'no_agent_key' });
  await keystore.generateAndStore('o1', 'zoe');
  await keystore.generateAndStore('o2', 'zoe');
  await expect(connect({ agent: 'zoe' })).rejects.toMatchObject({ code: 'ambiguous_agent' });
});

test('error: a stored key is not sent to another host', async () => {
  await store();
  await expect(connect({ endpoint: 'https://evil.example' })).rejects.toMatchObject({
    code: 'key_for_another_host',
  });
});
