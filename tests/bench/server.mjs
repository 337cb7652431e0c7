// A keep-alive JSON server in a process of its own: it says its port, and answers every GET with the same 20 offices.
import { createServer } from 'node:http';

const offices = Array.from({ length: 20 }, (_, index) => ({
  id: `office-${index}`,
  name: `office number ${index}`,
  owner_id: 'user-1',
  created_at: '2026-01-01T00:00:00.000Z',
}));
const body = JSON.stringify(offices);
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };

const server = createServer({ keepAlive: true }, (request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, headers).end(body));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('disconnect', () => process.exit());
