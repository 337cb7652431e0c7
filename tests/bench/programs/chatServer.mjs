// The XMTP routes of an office with any number of agents, in a process of its own: every agent acknowledges a session,
// and sends the messages that it is given. It reports its port, and on request how many connections it has had at once, how many
// requests, how many of them read messages, and how many bytes these got.
import { createServer } from 'node:http';

const chats = new Map();
const streams = new Set();
let next = 1;
let connections = 0;
let most = 0;
let requests = 0;
let reads = 0;
let bytes = 0;

function say(agent, from_agent, content) {
  const message = { id: `msg_${next++}`, from_agent, content, created_at: new Date().toISOString() };
  if (!chats.has(agent)) chats.set(agent, []);
  chats.get(agent).push(message);
  for (const stream of streams) {
    const about = {
      ...message,
      conversation_id: `conv_${agent}`,
      to: from_agent === agent ? 'admin-sdk' : agent,
    };
    stream.write(`id: ${next}\nevent: message\ndata: ${JSON.stringify(about)}\n\n`);
  }
}

function answer(method, path, body, limit) {
  const [, agent] = /\/conversations\/(?:conv_)?([^/]+)\/messages$/.exec(path) ?? [];
  if (agent === undefined) return [...chats].map(([peer, messages]) => entryOf(peer, messages.at(-1)));
  if (method === 'GET') return (chats.get(agent) ?? []).slice(-limit);
  const { agent_id, content } = JSON.parse(body);
  say(agent, agent_id, content);
  const { type, session_id } = content.startsWith('{') ? JSON.parse(content) : {};
  if (type === '__SESSION_START__')
    say(agent, agent, JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: ['chat'] }));
  return undefined;
}

/** Sends messages at a steady pace; each says when it was sent. */
async function talk(agent, count, everyMs) {
  const start = performance.now();
  for (let sent = 0; sent < count; ) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const due = Math.min(count, Math.ceil((performance.now() - start) / everyMs));
    for (; sent < due; sent++) say(agent, agent, `${performance.timeOrigin + performance.now()}`);
  }
}

function entryOf(peer, { content, created_at }) {
  return { id: `conv_${peer}`, peer, last_message: content, last_message_at: created_at };
}

const server = createServer({ keepAlive: true }, async (request, response) => {
  requests++;
  const url = new URL(request.url, 'http://server');
  const path = decodeURIComponent(url.pathname);
  let body = '';
  for await (const piece of request) body += piece;
  if (path.endsWith('/messages/stream')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': connected\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return;
  }
  const limit = Number(url.searchParams.get('limit') ?? 50);
  const result = answer(request.method, path, body, limit);
  if (result === undefined) response.writeHead(204).end();
  else {
    const text = JSON.stringify(result);
    if (path.endsWith('/messages')) {
      reads++;
      bytes += text.length;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }
});
server.on('connection', (socket) => {
  most = Math.max(most, ++connections);
  socket.on('close', () => connections--);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', async ({ agent, content, isCount, count, everyMs }) => {
  if (isCount) process.send({ most, requests, reads, bytes });
  else if (count) await talk(agent, count, everyMs);
  else say(agent, agent, content);
});
process.on('disconnect', () => process.exit());
