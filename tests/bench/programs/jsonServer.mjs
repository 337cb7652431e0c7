// A keep-alive JSON server in a process of its own: it prints its port, and answers every GET with the same 20 offices, every
// POST with the same task.
import { createServer } from 'node:http';

const offices = Array.from({ length: 20 }, (_, index) => ({
  id: `office-${index}`,
  name: `office number ${index}`,
  owner_id: 'user-1',
  created_at: '2026-01-01T00:00:00.000Z',
}));
const task = {
  id: 'task-1',
  office_id: 'office-1',
  title: 'Triage inbox',
  status: 'queued',
  created_at: '2026-01-01T00:00:00.000Z',
};
const bodies = { GET: JSON.stringify(offices), POST: JSON.stringify(task) };

const server = createServer({ keepAlive: true }, (request, response) => {
  request.resume();
  const body = bodies[request.method];
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  request.on('end', () => response.writeHead(200, headers).end(body));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('disconnect', () => process.exit());
