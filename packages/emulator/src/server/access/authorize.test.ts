import { contract, type Endpoint, type Group } from '@mitosislabs/api/contract';
import { type Authenticator, agentAuthenticator, apiKeyAuthenticator } from '@mitosislabs/auth';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failure, startWorld, type World } from '../../testing/world.ts';

/** The operations that agents may call for all agents and for themselves: checks the contract's table. */
const OF_THE_OFFICE = `
  client.health offices.list offices.get offices.status employees.list employees.get employees.presence
  tasks.create tasks.list tasks.get tasks.stats tasks.claim tasks.update tasks.log
  files.upload files.list files.download files.delete files.changes files.getPermissions credits.balance credits.quota
  xmtpApi.listConversations xmtpApi.getMessages xmtpApi.send xmtpApi.listGroups xmtpApi.createGroup
  xmtpApi.getGroupMessages xmtpApi.sendGroupMessage xmtpApi.addMember xmtpApi.removeMember xmtpApi.renameGroup
  xmtpApi.getConversationMessages xmtpApi.sendToConversation integrations.listProviderModels
  extensions.list extensions.get extensions.marketplaceList extensions.marketplaceGet
  events.list events.chatEvents events.sshEvents callbacks.podEvent env.list env.values
  messages.send messages.poolStats messages.stream workspace.exec workspace.health roles.list roles.get
  chromium.start chromium.status chromium.done chromium.delete capabilities.self`
  .trim()
  .split(/\s+/);
const OF_ITSELF = `
  employees.logs employees.activity employees.lastError employees.logStatusEvent employees.events
  employees.chatSessions employees.heartbeat credits.agentUsage env.getAgentEnv delegates.get llmPing.agentPing
  whatsapp.sessionStatus`
  .trim()
  .split(/\s+/);

const endpoints: Endpoint[] = Object.values(contract as Readonly<Record<string, Group>>).flatMap((group) =>
  Object.values(group),
);
const ids = ['agentName', 'agentId', 'name'];

let world: World;
let officeId: string;
let elsewhere: string;
beforeAll(async () => {
  world = await startWorld({ brain: 'none' });
  elsewhere = await world.officeWith('aria');
});
afterAll(() => world?.close());

/** Calls an operation with full input about the agent `aria`, and returns the status. */
async function attempt(endpoint: Endpoint, signer: Authenticator | undefined): Promise<number> {
  const [method = '', route = ''] = endpoint.route.split(' ');
  const named: Record<string, string> = { officeId, ...Object.fromEntries(ids.map((id) => [id, 'aria'])) };
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) => named[name] ?? 'none');
  const body = endpoint.body && '{}';
  const headers = await signer?.authorize({ method, target: path, time: Date.now() });
  const abort = new AbortController();
  const answer = await fetch(world.emulator.endpoint + path, {
    method,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body }),
    signal: abort.signal,
  });
  if (endpoint.responseType === 'stream') abort.abort();
  else await answer.arrayBuffer();
  return answer.status;
}

const signerOf = (office: string, agentId: string): Authenticator =>
  agentAuthenticator({ agentId, signingKey: world.emulator.agentKey(office, agentId) });

describe('permissions', () => {
  beforeEach(async () => {
    officeId = await world.officeWith('aria', 'bo');
  });

  test('default: lets agents call the listed operations', () => {
    const permitted = (wanted: readonly string[]) =>
      endpoints.filter(({ access }) => wanted.includes(access.agents)).map(({ name }) => name);
    expect(permitted(['part', 'all'])).toEqual(expect.arrayContaining([...OF_THE_OFFICE]));
    expect(permitted(['self'])).toEqual(expect.arrayContaining([...OF_ITSELF]));
  });

  test.each(endpoints)('behavior: checks $name for each kind of caller', async (endpoint) => {
    const { name, route, access } = endpoint;
    const isOpen = name === 'client.health';
    const ofOffice = route.includes('{officeId}');
    const refused = async (signer: Authenticator | undefined) =>
      [401, 403].includes(await attempt(endpoint, signer));
    const mayAgent = ['part', 'all'].includes(access.agents);
    // Callers that must not change anything go first.
    expect({
      none: await attempt(endpoint, undefined),
      stranger: await refused(apiKeyAuthenticator(world.emulator.createUser('s@mitosis.test').apiKey)),
      elsewhere: await refused(signerOf(elsewhere, 'aria')),
      otherAgent: await refused(signerOf(officeId, 'bo')),
      itself: await refused(signerOf(officeId, 'aria')),
      owner: await refused(apiKeyAuthenticator(world.emulator.apiKey)),
    }).toEqual({
      none: isOpen ? 200 : 401,
      stranger: ofOffice,
      elsewhere: ofOffice || !mayAgent,
      otherAgent: !mayAgent,
      itself: !mayAgent && access.agents !== 'self',
      owner: false,
    });
  });
});

describe('an agent', () => {
  const CANARY = 'canary-7c1f';

  test('behavior: sees no messages, secrets or files of others by any operation', async () => {
    const id = await world.officeWith('aria', 'bo');
    const { owner } = world;
    const aria = world.as(id, 'aria');
    const bo = world.as(id, 'bo');
    await owner.files.upload(id, `${CANARY}.md`, new TextEncoder().encode(CANARY));
    await owner.files.setPermissions(id, `${CANARY}.md`, { agent_name: 'aria', access: 'none' });
    const start = { type: '__SESSION_START__', session_id: 'secret-session', timestamp: 0 };
    await owner.xmtp.sendToConversation(id, 'bo', { agent_id: 'admin-sdk', content: JSON.stringify(start) });
    await owner.xmtp.sendToConversation(id, 'bo', { agent_id: 'admin-sdk', content: CANARY });
    await bo.messages.send(id, { to: 'admin-sdk', content: CANARY });
    const group = await owner.xmtp.createGroup(id, { name: CANARY, members: ['bo'] });
    await bo.xmtp.sendGroupMessage(id, group.id, { agent_id: 'bo', content: CANARY });
    await owner.employees.update(id, 'bo', {
      systemPrompt: CANARY,
      env: { KEY: CANARY },
      customConfig: { secret: CANARY },
    });
    await owner.offices.updateSettings(id, { theme: CANARY });
    await owner.offices.setSecret(id, 'S', CANARY);
    await bo.workspace.exec(id, { command: `echo ${CANARY}` });
    await bo.employees.logStatusEvent(id, 'bo', { type: 'note', message: CANARY });
    const conversations = await owner.xmtp.listConversations(id);
    const values: Record<string, string[]> = {
      officeId: [id],
      conversationId: ['bo', 'admin-sdk', ...conversations.map((conversation) => conversation.id)],
      groupId: [group.id],
      sessionKey: ['secret-session'],
      filename: [`${CANARY}.md`],
      agentName: ['bo', 'aria'],
      peerName: ['bo', 'admin-sdk'],
      name: ['bo', 'aria'],
      agentId: ['bo', 'aria'],
    };
    const seen: string[] = [];
    let asked = 0;
    for (const { name, route, responseType } of endpoints) {
      const [method = '', path = ''] = route.split(' ');
      if (method !== 'GET' || responseType === 'stream') continue;
      for (const target of filled(path, values)) {
        const signed = await signerOf(id, 'aria').authorize({ method, target, time: Date.now() });
        const text = await (await fetch(world.emulator.endpoint + target, { headers: signed })).text();
        asked++;
        // A response may echo its request.
        if (text.replaceAll(`${CANARY}.md`, '').includes(CANARY)) seen.push(`${name}: ${text}`);
        if (text.includes(CANARY) && !target.includes(CANARY)) seen.push(`${name}: ${text}`);
      }
    }
    expect(asked).toBeGreaterThan(endpoints.length / 2);
    const commands = [
      'ls',
      'ls *',
      'cat *',
      'env',
      'cat *.md | wc -c',
      'cp *.md mine; cat mine',
      'tail < c*.md',
    ];
    for (const command of commands) {
      const { stdout, stderr } = await aria.workspace.exec(id, { command });
      if ((stdout + stderr).includes(CANARY)) seen.push(`exec ${command}: ${stdout}${stderr}`);
    }
    const target = `/api/v1/offices/${id}/messages/stream`;
    const signed = await signerOf(id, 'aria').authorize({ method: 'GET', target, time: Date.now() });
    const stream = await fetch(world.emulator.endpoint + target, {
      headers: { ...signed, 'Last-Event-ID': '0' },
    });
    await owner.messages.send(id, { to: 'aria', content: 'the last one' });
    let streamed = '';
    for await (const piece of stream.body ?? []) {
      streamed += Buffer.from(piece).toString();
      if (streamed.includes('the last one')) break;
    }
    if (streamed.includes(CANARY)) seen.push(`stream: ${streamed}`);
    expect(seen).toEqual([]);
    // The owner sees everything: the canary could be found.
    expect(JSON.stringify(await owner.events.list(id))).toContain(CANARY);
  });

  test('behavior: a delegate has exactly the delegated operations, also for others', async () => {
    const id = await world.officeWith('aria', 'bo');
    const aria = world.as(id, 'aria');
    const add = () => aria.credits.add(id, { amount: 1, reason: 'more' });
    expect(await failure(add())).toMatchObject({ status: 403, code: 'forbidden' });
    await world.owner.delegates.create(id, 'aria', { permissions: ['credits:add', 'employees:logs'] });
    expect(await add()).toMatchObject({ office_id: id });
    expect((await aria.employees.logs(id, 'bo')).pod).toContain('bo');
    expect(await failure(aria.employees.delete(id, 'bo'))).toMatchObject({ status: 403 });
    await world.owner.delegates.delete(id, 'aria');
    expect(await failure(add())).toMatchObject({ status: 403 });
  });

  test('behavior: a role removes rights that it does not include', async () => {
    const { id } = await world.office();
    await world.owner.employees.hire(id, { name: 'rex', role: 'reviewer' });
    const rex = world.as(id, 'rex');
    expect(await rex.files.list(id)).toEqual([]);
    const upload = rex.files.upload(id, 'a.md', new Uint8Array(1));
    expect(await failure(upload)).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await failure(rex.workspace.exec(id, { command: 'ls' }))).toMatchObject({ status: 403 });
  });

  test('behavior: a first-party token has its user’s rights', async () => {
    const id = await world.officeWith('aria');
    const token = world.token({ userId: world.emulator.user.id });
    expect(await token.employees.list(id)).toMatchObject([{ name: 'aria' }]);
  });
});

/** A path with every combination of the values for its parameters. */
function filled(path: string, values: Readonly<Record<string, string[]>>): string[] {
  const name = /\{(\w+)\}/.exec(path)?.[1];
  if (name === undefined) return [path];
  return (values[name] ?? ['none']).flatMap((value) =>
    filled(path.replace(`{${name}}`, encodeURIComponent(value)), values),
  );
}
