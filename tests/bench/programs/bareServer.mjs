// The yardstick of the emulator: hono over libsql, in a process of its own, as one writes them by hand. It looks the API key up,
// checks the owner of the office, and reads a task, or adds one with its event and keeps the response under its
// `Idempotency-Key`. It prints its port, and answers each message with the CPU time that it has used, in µs.
import { createHash, randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import Database from 'libsql';

const KEY = 'mi_emulator_bench';
const hashOf = (text) => createHash('sha256').update(text).digest('hex');

const db = new Database(':memory:');
db.exec(`
  CREATE TABLE keys (hash TEXT PRIMARY KEY, user_id TEXT NOT NULL);
  CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL);
  CREATE TABLE offices (id TEXT PRIMARY KEY, owner_id TEXT NOT NULL);
  CREATE TABLE tasks (id TEXT PRIMARY KEY, office_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT,
    status TEXT NOT NULL, created_at INTEGER NOT NULL);
  CREATE TABLE events (seq INTEGER PRIMARY KEY AUTOINCREMENT, office_id TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL,
    created_at INTEGER NOT NULL);
  CREATE TABLE responses (caller TEXT, key TEXT, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT,
    created_at INTEGER NOT NULL, PRIMARY KEY (caller, key));
`);
const find = {
  key: db.prepare('SELECT user_id FROM keys WHERE hash = ?'),
  user: db.prepare('SELECT * FROM users WHERE id = ?'),
  office: db.prepare('SELECT * FROM offices WHERE id = ?'),
  task: db.prepare('SELECT * FROM tasks WHERE office_id = ? AND id = ?'),
  response: db.prepare('SELECT * FROM responses WHERE caller = ? AND key = ?'),
};
const add = {
  task: db.prepare('INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?)'),
  event: db.prepare('INSERT INTO events (office_id, type, data, created_at) VALUES (?, ?, ?, ?)'),
  response: db.prepare('INSERT INTO responses VALUES (?, ?, ?, ?, ?, ?)'),
};
const office = randomUUID();
db.prepare('INSERT INTO keys VALUES (?, ?)').run(hashOf(KEY), 'user-1');
db.prepare('INSERT INTO users VALUES (?, ?)').run('user-1', 'dev@mitosis.test');
db.prepare('INSERT INTO offices VALUES (?, ?)').run(office, 'user-1');
add.task.run('task-1', office, 'Triage inbox', 'x'.repeat(100), 'queued', Date.now());

const app = new Hono();
app.use('/api/v1/offices/:office/*', async (c, next) => {
  const key = find.key.get(hashOf((c.req.header('authorization') ?? '').replace('Bearer ', '')));
  const user = key && find.user.get(key.user_id);
  if (!user) return c.json({ error: 'unauthorized' }, 401);
  if (find.office.get(c.req.param('office'))?.owner_id !== user.id)
    return c.json({ error: 'forbidden' }, 403);
  c.set('user', user);
  await next();
  c.header('X-Request-Id', randomUUID());
  return undefined;
});
app.get('/api/v1/offices/:office/tasks/:task', (c) => {
  const task = find.task.get(c.req.param('office'), c.req.param('task'));
  if (!task) return c.json({ error: 'not found' }, 404);
  const { _metadata, ...fields } = task;
  return c.json({ ...fields, created_at: new Date(task.created_at).toISOString() });
});
app.post('/api/v1/offices/:office/tasks', async (c) => {
  const text = await c.req.text();
  const { title, description } = JSON.parse(text);
  const key = c.req.header('idempotency-key') ?? '';
  const caller = c.get('user').id;
  db.exec('BEGIN IMMEDIATE');
  try {
    const known = find.response.get(caller, key);
    if (known) {
      db.exec('COMMIT');
      return c.body(known.body, known.status, { 'Content-Type': 'application/json' });
    }
    const now = Date.now();
    const task = { id: randomUUID(), office_id: c.req.param('office'), title, description, status: 'queued' };
    const body = JSON.stringify({ ...task, created_at: new Date(now).toISOString() });
    add.task.run(task.id, task.office_id, title, description, task.status, now);
    add.event.run(task.office_id, 'task', body, now);
    add.response.run(caller, key, hashOf(text), 201, body, now);
    db.exec('COMMIT');
    return c.body(body, 201, { 'Content-Type': 'application/json' });
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
});

serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  process.send({ endpoint: `http://127.0.0.1:${port}`, apiKey: KEY, office, task: 'task-1' });
});
process.on('message', () => process.send(process.cpuUsage()));
process.on('disconnect', () => process.exit());
