import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotateAgentKey, workingAgentKey } from '@mitosislabs/api/keys';
import { Keystore } from '@mitosislabs/keystore';
import { serve } from '@mitosislabs/tooling/serve';
import type { GroupSession, XMTPSession } from '@mitosislabs/xmtp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MitosisClient } from './MitosisClient.ts';

const O = 'office';
const RUNNING = { id: 't1', title: 'x', status: 'running' };
/** A valid key. */
const KEY = new Uint8Array(32).fill(7);

/** The objects of the calls. Nothing answers at the client's endpoint, and the keystore's folder is a file. */
interface Given {
  mi: MitosisClient;
  keystore: Keystore;
  session: XMTPSession;
  group: GroupSession;
  folder: string;
}

type Call = (given: Given) => Promise<unknown> | AsyncIterator<unknown>;
type Calls = Record<string, Call>;

const client: Calls = {
  fromConfig: ({ keystore }) => MitosisClient.fromConfig(keystore),
  asAgent: ({ keystore }) => MitosisClient.asAgent(O, 'aria', undefined, keystore),
  rotateAgentKey: ({ mi }) => mi.rotateAgentKey(O, 'aria'),
};

const groups: Calls = {
  'a read': ({ mi }) => mi.offices.list(),
  'a write': ({ mi }) => mi.tasks.create(O, { title: 'x' }),
  'with its head': ({ mi }) => mi.offices.list().withResponse(),
  'as an agent': ({ mi }) => mi.as({ agentId: 'aria', signingKey: KEY }).tasks.list(O),
  'a list of pages': ({ mi }) => mi.credits.history(O),
  'its entries': ({ mi }) => mi.credits.history(O)[Symbol.asyncIterator](),
  'tasks.wait': ({ mi }) => mi.tasks.wait(O, 't1'),
  'employees.waitUntilReady': ({ mi }) => mi.employees.waitUntilReady(O, 'aria'),
  'employees.followLogs': ({ mi }) => mi.employees.followLogs(O, 'aria'),
  'messages.stream': ({ mi }) => mi.messages.stream(O, { maxReconnects: 0 }),
  'files.download': ({ mi }) => mi.files.download(O, 'a.txt'),
  'transport.request': ({ mi }) => mi.transport.request('GET', '/x'),
  'transport.stream': ({ mi }) => mi.transport.stream('/x', { maxReconnects: 0 }),
  rotateAgentKey: ({ mi, keystore }) => rotateAgentKey(keystore, mi.transport, O, 'aria'),
  workingAgentKey: ({ mi, keystore }) => workingAgentKey(keystore, mi.transport, O, 'aria'),
};

const files: Calls = {
  downloadTo: ({ mi, folder }) => mi.files.downloadTo(O, 'a.txt', join(folder, 'b.txt')),
  'uploadFrom, of a file that is missing': ({ mi, folder }) => mi.files.uploadFrom(O, join(folder, 'none')),
  uploadFrom: ({ mi, folder }) => mi.files.uploadFrom(O, join(folder, 'a.txt')),
};

const sessions: Calls = {
  negotiate: ({ session }) => session.negotiate(1),
  send: ({ session }) => session.send('hello', { signal: AbortSignal.timeout(3_000) }),
  receive: ({ session }) => session.receive({ signal: AbortSignal.timeout(3_000) }),
  inbox: ({ session, folder }) =>
    session.inbox({ consumer: 'tests', folder: join(folder, 'a.txt', 'sessions') }),
  stream: ({ session }) => session.stream(50, { signal: AbortSignal.timeout(3_000) }),
  answers: ({ session }) => session.answers(50, { signal: AbortSignal.timeout(3_000) }),
};

const groupSessions: Calls = {
  members: ({ group }) => group.members(),
  addMember: ({ group }) => group.addMember('bob'),
  removeMember: ({ group }) => group.removeMember('bob'),
  rename: ({ group }) => group.rename('all'),
  send: ({ group }) => group.send('hello', { signal: AbortSignal.timeout(3_000) }),
  receive: ({ group }) => group.receive({ signal: AbortSignal.timeout(3_000) }),
  stream: ({ group }) => group.stream(50, { signal: AbortSignal.timeout(3_000) }),
};

const channel: Calls = {
  openSession: ({ mi }) => mi.xmtp.openSession('', 'aria'),
  openGroup: ({ mi }) => mi.xmtp.openGroup('', 'group'),
  negotiateSession: ({ mi }) => mi.xmtp.negotiateSession(O, 'bob', 1),
  send: ({ mi }) => mi.xmtp.send(O, 'bob', 'hello', { signal: AbortSignal.timeout(3_000) }),
  listGroups: ({ mi }) => mi.xmtp.listGroups(O),
  createGroup: ({ mi }) => mi.xmtp.createGroup(O, { name: 'all', members: ['aria'] }),
  streamGroup: ({ mi }) => mi.xmtp.streamGroup(O, 'group', 50, { signal: AbortSignal.timeout(3_000) }),
};

const keys: Calls = {
  profile: ({ keystore }) => keystore.profile(),
  loadConfig: ({ keystore }) => keystore.loadConfig(),
  saveConfig: ({ keystore }) => keystore.saveConfig({ endpoint: 'https://a.example', apiKey: 'mi_x' }),
  updateConfig: ({ keystore }) => keystore.updateConfig((config) => config),
  updateProfile: ({ keystore }) => keystore.updateProfile((profile) => profile),
  listProfiles: ({ keystore }) => keystore.listProfiles(),
  listBrokenProfiles: ({ keystore }) => keystore.listBrokenProfiles(),
  switchProfile: ({ keystore }) => keystore.switchProfile('work'),
  deleteProfile: ({ keystore }) => keystore.deleteProfile('work'),
  generateAndStore: ({ keystore }) => keystore.generateAndStore(O, 'aria'),
  storePrivateKey: ({ keystore }) => keystore.storePrivateKey(O, 'aria', KEY),
  loadPrivateKey: ({ keystore }) => keystore.loadPrivateKey(O, 'aria'),
  loadPendingKey: ({ keystore }) => keystore.loadPendingKey(O, 'aria'),
  getPublicKey: ({ keystore }) => keystore.getPublicKey(O, 'aria'),
  exportPrivateKey: ({ keystore }) => keystore.exportPrivateKey(O, 'aria', { passphrase: 'x' }),
  importPrivateKey: ({ keystore }) => keystore.importPrivateKey(O, 'aria', '07'.repeat(32)),
  rotatePrivateKey: ({ keystore }) =>
    keystore.rotatePrivateKey(O, 'aria', { tell: async () => undefined, works: async () => true }),
  endpointOf: ({ keystore }) => keystore.endpointOf(O),
  listAgentKeys: ({ keystore }) => keystore.listAgentKeys(O),
  listOffices: ({ keystore }) => keystore.listOffices(),
  deletePrivateKey: ({ keystore }) => keystore.deletePrivateKey(O, 'aria'),
  storeJWTSecret: ({ keystore }) => keystore.storeJWTSecret('x'.repeat(32)),
  loadJWTSecret: ({ keystore }) => keystore.loadJWTSecret(),
  hasJWTSecret: ({ keystore }) => keystore.hasJWTSecret(),
  hasAgentKey: ({ keystore }) => keystore.hasAgentKey(O, 'aria'),
  storeAgentKey: ({ keystore }) => keystore.storeAgentKey(O, 'aria', KEY),
  loadAgentKey: ({ keystore }) => keystore.loadAgentKey(O, 'aria'),
  deleteAgentKey: ({ keystore }) => keystore.deleteAgentKey(O, 'aria'),
  storeConfig: ({ keystore }) => keystore.storeConfig({ theme: 'dark' }),
  isConfigOpenToOthers: ({ keystore }) => keystore.isConfigOpenToOthers(),
  closeConfig: ({ keystore }) => keystore.closeConfig(),
};

/** Methods that never reject, or return no promise. */
const NEVER_REJECT = new Set(
  'constructor health verifyAuth close closeAll closeSession hasKeychain as wake getSession listSessions'.split(
    ' ',
  ),
);

let folder: string;
let endpoint: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unawaited-'));
  await writeFile(join(folder, 'a.txt'), 'x');
  const server = await serve(() => undefined);
  await server.close();
  endpoint = server.url;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function create(): Promise<Given & AsyncDisposable> {
  const keystore = new Keystore({ basePath: join(folder, 'a.txt') });
  const mi = clientFor(endpoint, keystore);
  const session = await mi.xmtp.openSession(O, 'aria');
  const group = await mi.xmtp.openGroup(O, 'group');
  return { mi, keystore, session, group, folder, [Symbol.asyncDispose]: () => mi.close() };
}

function clientFor(url: string, keystore?: Keystore): MitosisClient {
  const config = { endpoint: url, dashboardEndpoint: url, apiKey: 'mi_example', maxRetries: 0 };
  return new MitosisClient(config, keystore);
}

async function failureOf(call: Call): Promise<Error> {
  await using given = await create();
  const made = call(given);
  return await unawaited('then' in made ? made : made.next());
}

/** The error of a promise that is not awaited before it fails: the engine does not know who made the call. */
function unawaited(promise: Promise<unknown>): Promise<Error> {
  return new Promise((resolve, reject) => {
    promise.then(() => reject(new Error('it did not fail')), resolve);
  });
}

const all: [name: string, calls: Calls][] = [
  ['MitosisClient', client],
  ['groups', groups],
  ['NodeFilesAPI', files],
  ['XMTPSession', sessions],
  ['GroupSession', groupSessions],
  ['XMTPChannel', channel],
  ['Keystore', keys],
];

test.concurrent.each(
  all.flatMap(([owner, calls]) =>
    Object.entries(calls).map(([name, call]) => ({ name: `${owner}: ${name}`, call })),
  ),
)('error: names the line of a caller that does not await in the stack: $name', async ({ call }) => {
  const error = await failureOf(call);
  expect(error.stack).toMatch(/unawaited\.test\.ts:\d+/);
});

/** The prototype of an object, or that of its prototype, and so on. */
function prototypeOf(object: object, level: number): object {
  const prototype: object = Object.getPrototypeOf(object);
  return level === 1 ? prototype : prototypeOf(prototype, level - 1);
}

test('behavior: calls every async method of these classes', async () => {
  await using given = await create();
  const { mi, keystore, session, group } = given;
  for (const [object, calls] of [
    [mi, client],
    [mi.files, files],
    [session, sessions],
    [group, groupSessions],
    [mi.xmtp, channel],
    // The classes that it extends.
    ...[1, 2].map((level) => [prototypeOf(keystore, level), keys] as const),
    [keystore, keys],
  ] as const) {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(object)))
      .filter(([name, { value }]) => typeof value === 'function' && !NEVER_REJECT.has(name))
      .map(([name]) => name);
    expect(Object.keys(calls)).toEqual(expect.arrayContaining(methods));
  }
});

test('error: names the line of a wait that fails at its second poll', async () => {
  let polls = 0;
  await using server = await serve((_, response) => {
    const status = ++polls === 1 ? 200 : 403;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(RUNNING));
  });
  const mi = clientFor(server.url);
  const error = await unawaited(mi.tasks.wait(O, 't1'));
  expect(error).toMatchObject({ status: 403 });
  expect(error.stack).toMatch(/unawaited\.test\.ts:\d+/);
});

test('error: names the line of an inbox run that fails later', async () => {
  let isDown = false;
  await using server = await serve((_, response) => {
    response.writeHead(isDown ? 403 : 200, { 'content-type': 'application/json' }).end('[]');
  });
  await using mi = clientFor(server.url);
  const session = await mi.xmtp.openSession(O, 'aria');
  await using inbox = await session.inbox({ consumer: 'tests', folder: join(folder, 'sessions') });
  isDown = true;
  const error = await unawaited(inbox.run(() => undefined));
  expect(error).toMatchObject({ status: 403 });
  expect(error.stack).toMatch(/unawaited\.test\.ts:\d+/);
});

test.each(['text', 'arrayBuffer', 'json', 'blob'] as const)(
  'error: names the line of %s() of a body that is cut',
  async (method) => {
    await using server = await serve((request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('[', () => request.socket.destroy());
    });
    const response = await clientFor(server.url).files.download(O, 'a.txt');
    const read = () => response[method]();
    const error = await unawaited(read());
    expect(error).toMatchObject({ code: 'connection_failed' });
    expect(error.stack).toMatch(/at read \(.*unawaited\.test\.ts:\d+/);
  },
);
