// A platform of any number of agents, in a process of its own: it counts requests, notes when an agent is ready, and measures how long
// answers take.
import { createServer } from 'node:http';

const chats = new Map();
const streams = new Map();
/** When each agent was ready last, and the questions that wait for an answer. */
const ready = new Map();
const asked = new Map();
let times = [];
let next = 1;
let requests = 0;

function say(office, agent, from_agent, content) {
  const message = { id: `msg_${next++}`, from_agent, content, created_at: new Date().toISOString() };
  const key = `${office}/${agent}`;
  chats.set(key, [...(chats.get(key) ?? []).slice(-50), message]);
  const data = JSON.stringify({ ...message, conversation_id: from_agent === agent ? agent : 'admin-sdk' });
  for (const stream of streams.get(office) ?? [])
    stream.write(`id: ${next}\nevent: message\ndata: ${data}\n\n`);
}

function answer(method, path, agent, body) {
  const [, office, rest] = /^\/api\/v1\/offices\/([^/]+)\/(.*)$/.exec(path) ?? [];
  const key = `${office}/${agent}`;
  if (rest === 'xmtp/conversations') {
    const last = chats.get(key)?.at(-1);
    return [
      {
        id: 'admin-sdk',
        peer: 'admin-sdk',
        last_message: last?.content ?? '',
        last_message_at: last?.created_at ?? '',
      },
    ];
  }
  if (rest.startsWith('xmtp/conversations/')) {
    if (method === 'GET') return chats.get(key) ?? [];
    const since = asked.get(key);
    if (since !== undefined) times.push(performance.now() - since);
    asked.delete(key);
    say(office, agent, agent, JSON.parse(body).content);
    return {};
  }
  if (rest === 'xmtp/groups' || rest === 'tasks') return [];
  if (rest === 'tasks/claim') return undefined;
  if (rest === `employees/${agent}`)
    return { id: key, name: agent, office_id: office, status: { phase: 'ready', ready: true } };
  if (body.includes('"ready"')) ready.set(key, performance.timeOrigin + performance.now());
  return {};
}

const server = createServer({ keepAlive: true }, async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, 'http://server').pathname);
  requests++;
  let body = '';
  for await (const piece of request) body += piece;
  if (path.endsWith('/messages/stream')) {
    const office = path.split('/')[4];
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': connected\n\n');
    if (!streams.has(office)) streams.set(office, new Set());
    streams.get(office).add(response);
    response.on('close', () => streams.get(office).delete(response));
    return;
  }
  const result = answer(request.method, path, request.headers['x-agent-id'], body);
  const status = result === undefined ? 404 : 200;
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(result ?? { error: 'none' }));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', ({ what, agents }) => {
  if (what === 'ask') {
    for (const [office, agent] of agents) {
      asked.set(`${office}/${agent}`, performance.now());
      say(office, agent, 'admin-sdk', 'question');
    }
  }
  process.send({ requests, ready: [...ready], times, waiting: asked.size });
  if (what === 'reset') {
    ready.clear();
    times = [];
  }
});
process.on('disconnect', () => process.exit());
