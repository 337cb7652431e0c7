import http from 'node:http';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { TasksAPI } from '@mitosislabs/api/tasks';
import { fetchWire, kyWire, Transport } from '@mitosislabs/transport';
import { ApiClient, ConnectionConfig } from 'e2b';
import ky from 'ky';
import OpenAI from 'openai';
import Stripe from 'stripe';
import { request } from 'undici';

const TASK = { title: 'Triage inbox', description: 'x'.repeat(100) };
const JSON_TYPE = { 'content-type': 'application/json' };

/** Calls of bare code and of each client: `get` reads a list of offices, `post` adds a task, both with JSON in and out. */
export function clientsOf(endpoint) {
  const list = `${endpoint}/api/v1/offices`;
  const tasks = `${list}/office-1/tasks`;
  const body = JSON.stringify(TASK);
  const { hostname, port } = new URL(endpoint);
  const openai = new OpenAI({ apiKey: 'sk_bench', baseURL: `${endpoint}/api/v1` });
  const stripe = new Stripe('sk_test_bench', { host: hostname, port, protocol: 'http', telemetry: false });
  const config = new ConnectionConfig({ apiKey: `e2b_${'0'.repeat(40)}`, apiUrl: endpoint });
  const e2b = new ApiClient(config);
  const post = { method: 'POST', headers: JSON_TYPE, body };
  return {
    fetch: {
      get: async () => (await fetch(list)).json(),
      post: async () => (await fetch(tasks, post)).json(),
    },
    'node:http': { get: () => exchange(list), post: () => exchange(tasks, post) },
    undici: {
      get: async () => (await request(list)).body.json(),
      post: async () => (await request(tasks, post)).body.json(),
    },
    mitosis: ours({ endpoint }),
    'mitosis over fetch': ours({ endpoint, wire: fetchWire() }),
    'mitosis over ky': ours({ endpoint, wire: kyWire() }),
    stripe: {
      get: () => stripe.rawRequest('GET', '/v1/offices'),
      post: () => stripe.rawRequest('POST', '/v1/tasks', TASK),
    },
    openai: { get: () => openai.get('/offices'), post: () => openai.post('/tasks', { body: TASK }) },
    ky: { get: () => ky.get(list).json(), post: () => ky.post(tasks, { json: TASK }).json() },
    e2b: { get: () => e2b.api.GET('/sandboxes'), post: () => e2b.api.POST('/sandboxes', { body: TASK }) },
  };
}

/** The calls of this SDK, with an API key or as an agent. */
export function ours(config) {
  const transport = new Transport({
    ...(!config.agent && !config.auth && { apiKey: 'mi_bench_key' }),
    ...config,
  });
  const [offices, tasks] = [new OfficesAPI(transport), new TasksAPI(transport)];
  return { get: () => offices.list(), post: () => tasks.create('office-1', TASK) };
}

const agent = new http.Agent({ keepAlive: true });

/** One exchange of JSON with bare `node:http`. */
export function exchange(url, { method = 'GET', headers = {}, body } = {}) {
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
