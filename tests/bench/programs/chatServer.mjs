// The XMTP routes of an office with any number of agents, in a process of its own: every agent acknowledges a session,
// and sends the messages that it is given. It prints its port, how many connections it has had at once, and how many requests.
import { createServer } from 'node:http';

const chats = new Map();
const streams = new Set();
let next = 1;
let connections = 0;
let most = 0;
let requests = 0;

function say(agent, from_agent, content) {
  const message = { id: `msg_${next++}`, from_agent, content, created_at: new Date().toISOString() };
  if (!chats.has(agent)) chats.set(agent, []);
  chats.get(agent).push(message);
  for (const stream of streams) {
    stream.write(`id: ${next}\nevent: message\ndata: ${JSON.stringify(message)}\n\n`);
  }
}

function answer(method, path, body) {
  const [, agent] = /\/conversations\/(?:conv_)?([^/]+)\/messages$/.exec(path) ?? [];
  if (agent === undefined) return [...chats].map(([peer, messages]) => entryOf(peer, messages.at(-1)));
  if (method === 'GET') return (chats.get(agent) ?? []).slice(-50);
  const { agent_id, content } = JSON.parse(body);
  say(agent, agent_id, content);
  const { type, session_id } = content.startsWith('{') ? JSON.parse(content) : {};
  if (type === '__SESSION_START__')
    say(agent, agent, JSON.stringify({ type: '__SESSION_ACK__', session_id, capabilities: ['chat'] }));
  return undefined;
}

function entryOf(peer, { content, created_at }) {
  return { id: `conv_${peer}`, peer, last_message: content, last_message_at: created_at };
}

const server = createServer({ keepAlive: true }, async (request, response) => {
  requests++;
  const path = decodeURIComponent(new URL(request.url, 'http://server').pathname);
  let body = '';
  for await (const piece of request) body += piece;
  if (path.endsWith('/messages/stream')) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': connected\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
    return;
  }
  const result = answer(request.method, path, body);
  if (result === undefined) response.writeHead(204).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
});
server.on('connection', (socket) => {
  most = Math.max(most, ++connections);
  socket.on('close', () => connections--);
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', ({ agent, content, isCount }) => {
  if (isCount) process.send({ most, requests });
  else say(agent, agent, content);
});
process.on('disconnect', () => process.exit());
