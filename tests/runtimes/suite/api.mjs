// The groups, and the client that has them all.
import { WaitTimeoutError } from '@mitosislabs/api';
import { generateKeyPair, InvalidArgumentError, MitosisError } from '@mitosislabs/auth';
import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  Keystore,
  MitosisClient,
  NotFoundError,
  OS1Error,
  UnexpectedResponseError,
} from '@mitosislabs/sdk';
import {
  assert,
  describe,
  equal,
  equalBytes,
  failureOf,
  noise,
  readJSON,
  sleep,
  thrownBy,
  until,
} from './checks.mjs';

const MIB = 2 ** 20;
const HOSTILE_NAMES = [
  'a b.txt',
  '100% #1?.txt',
  'a+b&c=d;e.txt',
  'ünï – 日本 🙂.txt',
  "q'(1)!*~[x].txt",
  '%2e%2e%2f.txt',
  'a/b\\c.txt',
];

/** Cases by name. */
export const apiCases = {
  async 'api key: every kind of call, its answers as the contract has them'({ mi, office }) {
    equal(await mi.health(), true);
    equal(await mi.verifyAuth(), { ok: true, method: 'api-key' });
    equal((await mi.offices.get(office.id)).name, 'runtimes');
    assert(
      (await mi.offices.list()).some(({ id }) => id === office.id),
      'the office is not listed',
    );
    await mi.credits.add(office.id, { amount: 5, reason: 'runtimes' });
    const entries = [];
    for await (const entry of mi.credits.history(office.id, { limit: 1 })) entries.push(entry.reason);
    assert(entries.includes('runtimes'), JSON.stringify(entries));
    await mi.env.set(office.id, { GREETING: 'hellö\n"x"' });
    equal((await mi.env.values(office.id)).GREETING, 'hellö\n"x"');
    await mi.env.delete(office.id, 'GREETING');
    equal('GREETING' in (await mi.env.values(office.id)), false);
  },

  async 'token mode: first-party services sign in'({ settings, office }) {
    const { endpoint, jwtSecret, userId } = settings;
    const service = new MitosisClient({ endpoint, jwt: { jwtSecret, userId }, validate: 'strict' });
    equal(await service.verifyAuth(), { ok: true, method: 'jwt' });
    equal((await service.offices.get(office.id)).id, office.id);
  },

  async 'agent mode: what is signed is what goes out, whatever the name'({ settings, mi, office }) {
    const { endpoint } = settings;
    const { publicKey, privateKey: signingKey } = generateKeyPair();
    await mi.employees.hire(office.id, { name: 'signer', customConfig: { publicKey } });
    const agent = { agentId: 'signer', signingKey };
    const signer = new MitosisClient({ endpoint, agent, validate: 'strict' });
    equal(await signer.verifyAuth(), { ok: true, method: 'agent' });
    for (const name of HOSTILE_NAMES) {
      await signer.files.upload(office.id, name, new TextEncoder().encode(name));
      equal(await (await signer.files.download(office.id, name)).text(), name);
    }
    const names = (await mi.files.list(office.id)).map(({ name }) => name);
    for (const name of HOSTILE_NAMES) assert(names.includes(name), `${name} is not among ${names}`);
    await Promise.all(HOSTILE_NAMES.map((name) => signer.files.delete(office.id, name)));
    equal(await mi.files.list(office.id), []);
    const other = { agentId: 'signer', signingKey: generateKeyPair().privateKey };
    const stranger = new MitosisClient({ endpoint, agent: other });
    equal((await failureOf(stranger.offices.list())).status, 401);
    // An agent speaks for itself only; its user for all.
    await mi.employees.heartbeat(office.id, 'echo');
    await mi.employees.heartbeat(office.id, 'signer', { asAgent: agent });
    for (const call of [
      () => mi.employees.heartbeat(office.id, 'echo', { asAgent: agent }),
      () => mi.as(agent).employees.heartbeat(office.id, 'echo'),
    ])
      equal((await failureOf(call())).status, 403);
  },

  async 'files: a MiB of bytes there and back'({ mi, office }) {
    const bytes = noise(MIB);
    await mi.files.upload(office.id, 'bytes.bin', bytes);
    equalBytes(await (await mi.files.download(office.id, 'bytes.bin')).arrayBuffer(), bytes);
  },

  async 'files: a MiB of a Blob there, and back as a stream'({ mi, office }) {
    const bytes = noise(MIB);
    await mi.files.upload(office.id, 'blob.bin', new Blob([bytes], { type: 'application/x-noise' }));
    const chunks = [];
    const reader = (await mi.files.download(office.id, 'blob.bin')).body.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
    equalBytes(await new Blob(chunks).arrayBuffer(), bytes);
  },

  async 'errors: 404, 401 and 409 have a class, a status, a code and a request id'({ settings, mi, office }) {
    const { endpoint, dashboardEndpoint } = settings;
    const apiKey = 'mi_canary_of_somebody_else';
    const stranger = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    await mi.employees.hire(office.id, { name: 'twin' });
    for (const [call, status, Class] of [
      [() => mi.offices.get('nowhere'), 404, NotFoundError],
      [() => stranger.offices.list(), 401, AuthenticationError],
      [() => mi.employees.hire(office.id, { name: 'twin' }), 409, ConflictError],
    ]) {
      const error = await failureOf(call());
      equal([error.status, error.name], [status, Class.errorName]);
      assert(error instanceof Class && Class.isInstance(error), `no ${Class.errorName}`);
      assert(error instanceof OS1Error && error instanceof MitosisError, 'no OS1Error');
      assert(!InvalidArgumentError.isInstance(error), 'an error of every class');
      assert(/^req_/.test(error.requestId), `request id ${error.requestId}`);
      assert(typeof error.code === 'string' && error.code !== '', 'no code');
      assert(!`${describe(error)}${JSON.stringify(error)}`.includes(apiKey), 'the key is in the error');
    }
  },

  async 'errors: a mistake is refused before anything is sent'({ settings, mi, office }) {
    for (const call of [
      () => mi.offices.get('..'),
      () => mi.files.download(office.id, ''),
      () => mi.employees.hire(office.id, {}),
    ]) {
      const error = await failureOf(call());
      assert(error instanceof InvalidArgumentError, describe(error));
    }
    const plain = () => new MitosisClient({ endpoint: 'http://api.example', apiKey: settings.apiKey });
    assert(InvalidArgumentError.isInstance(thrownBy(plain)), 'a key would go out in plain text');
  },

  async 'errors: a broken connection, and a page where JSON should be'({ probe }) {
    const broken = await failureOf(probe.request('POST', '/reset', { body: 1 }));
    assert(broken instanceof ConnectionError, describe(broken));
    equal([broken.status, broken.outcome], [0, 'unknown']);
    const page = await failureOf(probe.request('GET', '/page'));
    assert(page instanceof UnexpectedResponseError, describe(page));
    equal([page.status, page.code], [200, 'unexpected_response']);
  },

  async 'errors: a redirect to somewhere else is refused, and nothing goes there'({ settings, probe }) {
    for (const method of ['GET', 'POST']) {
      const error = await failureOf(
        probe.request(method, '/redirect', method === 'POST' ? { body: {} } : {}),
      );
      assert(error instanceof UnexpectedResponseError, describe(error));
      equal(error.code, 'redirect_refused');
    }
    equal(await readJSON(`${settings.probe}/strayed`), 0);
  },

  async 'streams: an event arrives while the stream is open; leaving the loop closes it'({ mi, office }) {
    const events = mi.messages.stream(office.id);
    let file;
    const reading = (async () => {
      while (!file) {
        const { value } = await events.next();
        if (value.event === 'file') file = value;
      }
    })();
    // Events from before the stream was open are not in it.
    await until(async () => {
      await mi.files.upload(office.id, 'news.txt', new Uint8Array([1]));
      await Promise.race([reading, sleep(50)]);
      return file;
    });
    equal(JSON.parse(file.data).name, 'news.txt');
    assert(file.id, 'no id');
    await events.return();
    equal(await events.next(), { done: true, value: undefined });
  },

  async 'tasks: wait resolves when the task is done, and gives up in time'({ mi, office }) {
    const { id } = await mi.tasks.create(office.id, { title: 'count to 3', assigned_to: 'echo' });
    const task = await mi.tasks.wait(office.id, id, { timeoutMs: 120_000 });
    equal(task.status, 'completed');
    const unassigned = await mi.tasks.create(office.id, {
      title: 'unassigned',
      kind: 'general',
      assigned_to: 'signer',
    });
    const error = await failureOf(mi.tasks.wait(office.id, unassigned.id, { timeoutMs: 100 }));
    assert(error instanceof WaitTimeoutError, describe(error));
  },

  async 'keystore: where there are no files, it says so'({ settings, mi, office }) {
    if (settings.hasFiles) return void new Keystore({ basePath: '/nowhere' });
    equal(thrownBy(() => new Keystore()).code, 'node_only');
    for (const call of [
      () => MitosisClient.fromConfig(),
      () => MitosisClient.asAgent(office.id, 'echo'),
      () => mi.files.downloadTo(office.id, 'bytes.bin', 'here'),
      () => mi.files.uploadFrom(office.id, 'here'),
    ]) {
      const error = await failureOf(call());
      equal([error.name, error.code], ['MitosisError', 'node_only']);
    }
  },
};
