import { generateKeyPair } from '@mitosislabs/auth';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MitosisClient, type MitosisClientConfig, type Office } from './index.ts';

const keys = generateKeyPair();
const agent = { agentId: 'aria', signingKey: keys.privateKey };
let emulator: Emulator;
let owner: MitosisClient;
let office: Office;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 20 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  owner = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  office = await owner.offices.create({ name: 'two', forceCreate: true });
  await owner.offices.create({ name: 'other', forceCreate: true });
  await owner.employees.hire(office.id, { name: 'aria', customConfig: { publicKey: keys.publicKey } });
  await owner.employees.hire(office.id, { name: 'echo', customConfig: { brain: 'echo' } });
  await owner.employees.waitUntilReady(office.id, 'aria');
  await owner.employees.waitUntilReady(office.id, 'echo');
});
afterAll(() => emulator?.close());

const firsts = (): [string, Partial<MitosisClientConfig>][] => [
  ['api-key', { apiKey: emulator.apiKey }],
  ['jwt', { jwt: { jwtSecret: emulator.jwtSecret } }],
];

test('default: signs with the key or the token, and as the agent with asAgent: true', async () => {
  for (const [method, first] of firsts()) {
    const { endpoint, dashboardEndpoint } = emulator;
    const mi = new MitosisClient({ endpoint, dashboardEndpoint, ...first, agent });
    expect(await mi.verifyAuth()).toEqual({ ok: true, method });
    expect((await mi.offices.list()).length).toBeGreaterThan(1);
    // An agent sees its own office only.
    expect((await mi.offices.list({ asAgent: true })).map(({ id }) => id)).toEqual([office.id]);
    await mi.employees.heartbeat(office.id, 'aria', { asAgent: true });
    expect(await mi.employees.presence(office.id, 'aria')).toMatchObject({ online: true });
    // Agents add no credits: nothing falls back to the client.
    const credits = mi.credits.add(office.id, { amount: 1, reason: 'test' }, { asAgent: true });
    await expect(credits).rejects.toMatchObject({ status: 403 });
    const name = `${method}.txt`;
    await mi.files.upload(office.id, name, new TextEncoder().encode('one'), { asAgent: true });
    expect(await (await mi.files.download(office.id, name, { asAgent: true })).text()).toBe('one');
    // A session speaks as the client does.
    const session = await mi.xmtp.openSession(office.id, 'echo');
    await session.send('hello');
    const written = await mi.xmtpApi.getConversationMessages(office.id, 'echo');
    expect(
      written.filter(({ content }) => content === 'hello').map(({ from_agent }) => from_agent),
    ).toContain('admin-sdk');
    await mi.close();
    expect(await mi.as(agent).verifyAuth()).toEqual({ ok: true, method: 'agent' });
  }
});

test('behavior: health() sends no credentials, and names the package and the runtime', async () => {
  await using server = await serve((_, response) => void response.end('[]'));
  const mi = new MitosisClient({ endpoint: server.url, apiKey: 'mi_abc', userAgent: 'my-app/1' });
  expect(await mi.health()).toBe(true);
  await mi.offices.list();
  const [health, list] = server.seen.map(({ headers }) => headers);
  expect(health).not.toHaveProperty('authorization');
  expect(list?.authorization).toBe('Bearer mi_abc');
  const expected = new RegExp(
    `^@mitosislabs/sdk/\\d+\\.\\d+\\.\\d+\\S* node/${process.versions.node} my-app/1$`,
  );
  expect(health?.['user-agent']).toMatch(expected);
  expect(list?.['user-agent']).toMatch(expected);
});
