import { createHash } from 'node:crypto';
import http from 'node:http';
import { createRequire } from 'node:module';

const TASK = { title: 'Triage inbox', description: 'x'.repeat(100) };
const JSON_TYPE = { 'content-type': 'application/json' };
const body = JSON.stringify(TASK);
const post = { method: 'POST', headers: JSON_TYPE, body };

/** Calls of bare code and of each client: `get` reads a list of offices, `post` adds a task, both with JSON in and out. */
const clients = {
  fetch: ({ list, tasks }) => ({
    get: async () => (await fetch(list)).json(),
    post: async () => (await fetch(tasks, post)).json(),
  }),
  'node:http': ({ list, tasks }) => ({ get: () => exchange(list), post: () => exchange(tasks, post) }),
  undici: async ({ list, tasks }) => {
    const { request } = await import('undici');
    return {
      get: async () => (await request(list)).body.json(),
      post: async () => (await request(tasks, post)).body.json(),
    };
  },
  mitosis: ({ endpoint }) => ours({ endpoint, apiKey: 'mi_bench_key' }),
  'mitosis over fetch': async ({ endpoint }) => {
    const { fetchWire } = await import('@mitosislabs/transport');
    return ours({ endpoint, apiKey: 'mi_bench_key', wire: fetchWire() });
  },
  'mitosis over ky': async ({ endpoint }) => {
    const { kyWire } = await import('@mitosislabs/transport');
    return ours({ endpoint, apiKey: 'mi_bench_key', wire: kyWire() });
  },
  stripe: async ({ endpoint }) => {
    const { default: Stripe } = await import('stripe');
    const { hostname: host, port } = new URL(endpoint);
    const stripe = new Stripe('sk_test_bench', { host, port, protocol: 'http', telemetry: false });
    return {
      get: () => stripe.rawRequest('GET', '/v1/offices'),
      post: () => stripe.rawRequest('POST', '/v1/tasks', TASK),
    };
  },
  openai: async ({ endpoint }) => {
    const { default: OpenAI } = await import('openai');
    const openai = new OpenAI({ apiKey: 'sk_bench', baseURL: `${endpoint}/api/v1` });
    return { get: () => openai.get('/offices'), post: () => openai.post('/tasks', { body: TASK }) };
  },
  ky: async ({ list, tasks }) => {
    const { default: ky } = await import('ky');
    return { get: () => ky.get(list).json(), post: () => ky.post(tasks, { json: TASK }).json() };
  },
  e2b: async ({ endpoint }) => {
    const { ApiClient, ConnectionConfig } = await import('e2b');
    const { api } = new ApiClient(
      new ConnectionConfig({ apiKey: `e2b_${'0'.repeat(40)}`, apiUrl: endpoint }),
    );
    return { get: () => api.GET('/sandboxes'), post: () => api.POST('/sandboxes', { body: TASK }) };
  },
};

/**
 * Signed requests of this SDK, and the least that they can cost: a signature over bare `node:http`. With noble, and with
 * libsecp256k1.
 */
const signed = {
  'mitosis, noble': ({ endpoint, key }) => ours({ endpoint, agent: { agentId: 'aria', signingKey: key } }),
  'mitosis, secp256k1': async ({ endpoint, key }) => {
    const { signerAuthenticator } = await import('@mitosislabs/auth');
    return ours({ endpoint, auth: signerAuthenticator({ agentId: 'aria', sign: withNative(key) }) });
  },
  'node:http, noble': async ({ endpoint, key }) => {
    const [secp, { hmac }, { sha256 }] = await Promise.all([
      import('@noble/secp256k1'),
      import('@noble/hashes/hmac.js'),
      import('@noble/hashes/sha2.js'),
    ]);
    secp.hashes.sha256 = sha256;
    secp.hashes.hmacSha256 = (secret, message) => hmac(sha256, secret, message);
    return bareSigned(endpoint, (digest) => secp.sign(digest, key, { prehash: false }));
  },
  'node:http, secp256k1': ({ endpoint, key }) => bareSigned(endpoint, withNative(key)),
};

/** The names of the clients that send a key, and of those that sign. */
export const keyedNames = Object.keys(clients);
export const signedNames = Object.keys(signed);

/** Creates a client by its name. Loads its library, and no other. */
export async function clientOf(name, endpoint) {
  const list = `${endpoint}/api/v1/offices`;
  const key = createHash('sha256').update('a key of this benchmark').digest();
  return (clients[name] ?? signed[name])({ endpoint, list, tasks: `${list}/office-1/tasks`, key });
}

async function ours(config) {
  const [{ Transport }, { OfficesAPI }, { TasksAPI }] = await Promise.all([
    import('@mitosislabs/transport'),
    import('@mitosislabs/api/offices'),
    import('@mitosislabs/api/tasks'),
  ]);
  const transport = new Transport(config);
  const [offices, tasks] = [new OfficesAPI(transport), new TasksAPI(transport)];
  return { get: () => offices.list(), post: () => tasks.create('office-1', TASK) };
}

function withNative(key) {
  const native = createRequire(import.meta.url)('secp256k1/bindings.js');
  return (digest) => native.ecdsaSign(digest, key).signature;
}

function bareSigned(endpoint, sign) {
  const path = '/api/v1/offices';
  return {
    get() {
      const payload = `${Math.floor(Date.now() / 1000)}\nGET\n${path}`;
      const signature = Buffer.from(sign(createHash('sha256').update(payload).digest())).toString('hex');
      return exchange(endpoint + path, { headers: { 'x-agent-id': 'aria', 'x-signature': signature } });
    },
  };
}

const agent = new http.Agent({ keepAlive: true });

/** One exchange of JSON with bare `node:http`. */
function exchange(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const length = body && { 'content-length': Buffer.byteLength(body) };
    const outgoing = http.request(url, { agent, method, headers: { ...headers, ...length } }, (incoming) => {
      const parts = [];
      incoming.on('data', (part) => parts.push(part));
      incoming.on('error', reject);
      incoming.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
    });
    outgoing.on('error', reject).end(body);
  });
}

/** The CPU time of this process, in µs a call, with a number of calls in flight. */
export async function cpuPerCall(call, calls, inFlight) {
  let left = calls;
  const work = async () => {
    while (left-- > 0) await call();
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, work));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}
