import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { compare, median } from './compare.mjs';
import { countOf } from './effort.mjs';
import { read, startMeasured } from './measuredServer.mjs';

const MANY = countOf(100_000);
const FEW = 1_000;

/** The lists that the contract gives a `limit`, and the other reads of tables that grow. */
const PATHS = [
  '/tasks?limit=50',
  '/tasks',
  // Half of the tasks are completed, and half are assigned to bob: none is both.
  '/tasks?limit=50&status=completed&assigned_to=bob',
  '/tasks?limit=50&assigned_to=bob,carl',
  '/credits/history?limit=50',
  '/xmtp/messages/aria/admin-sdk?limit=50',
  '/xmtp/conversations/aria/messages?limit=50',
  '/xmtp/groups/{group}/messages?limit=50',
  '/employees/aria/activity?limit=50',
];
/** These are read from memory, or from sums. */
const SUMS = ['/tasks/stats', '/credits'];
/** The contract gives it no `limit`. */
const WHOLE = ['/files'];

/** Compares the CPU time and the memory that lists take in an office of 100,000 rows with those of the same in one of 1,000. */
export async function lists() {
  const folders = [await filledFolder(MANY), await filledFolder(FEW)];
  try {
    return [...(await growthOf(folders)), ...(await memoryOf(folders))];
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
  }
}

const start = (folder) => startMeasured('emulatorServer.mjs', 'default', folder);
const readList = (server, path) => read(server, path.replace('{group}', server.group));
const named = (what) => `emulator: ${what}, ${MANY.toLocaleString('en')} rows / 1,000`;

async function growthOf(folders) {
  const [many, few] = await Promise.all(folders.map(start));
  try {
    const rows = [];
    for (const path of [...PATHS, ...SUMS]) {
      const cpu = (server) => () => server.cpu(readList(server, path), path === '/tasks' ? 20 : 100);
      rows.push({ name: named(`GET ${path}`), unit: 'µs CPU', ...(await compare(cpu(many), cpu(few))) });
    }
    return rows;
  } finally {
    await Promise.all([many.stop(), few.stop()]);
  }
}

/** Each figure is the median of three processes that do nothing else: a process keeps what its greatest list took. */
async function memoryOf(folders) {
  const most = async (folder, path) => {
    const figures = [];
    for (let round = 0; round < 3; round++) {
      const server = await start(folder);
      for (let request = 0; request < 50; request++) await server.call(readList(server, path)());
      figures.push(await server.aboveIdle());
      await server.stop();
    }
    return median(figures);
  };
  const rows = [];
  for (const path of [...PATHS, ...WHOLE]) {
    const [ours, theirs] = [await most(folders[0], path), await most(folders[1], path)];
    rows.push({ name: named(`most memory of GET ${path}`), unit: 'MB', ratio: ours / theirs, ours, theirs });
  }
  return rows;
}

/** Makes a data folder with an office of that many rows in each table. It writes them to the file: the emulator would take minutes. */
async function filledFolder(count) {
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-bench-'));
  await (await start(folder)).stop();
  const db = new Database(join(folder, 'emulator.db'));
  const half = `CASE WHEN i % 2 = 0 THEN`;
  const tables = {
    tasks: {
      id: "'task-' || i",
      status: `${half} 'completed' ELSE 'queued' END`,
      assigned_to: `${half} 'aria' ELSE 'bob' END`,
    },
    messages: { seq: 'NULL', id: "channel || '-' || i" },
    ledger: { id: "'ledger-' || i" },
    activity: { id: "agent_id || '-activity-' || i" },
    files: { name: "'file-' || i" },
  };
  for (const [table, changes] of Object.entries(tables)) {
    const columns = db
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all([])
      .map(({ name }) => name);
    const values = columns.map((column) => changes[column] ?? column).join(', ');
    // One row of each channel and of each agent is repeated.
    const group = { messages: 'channel', activity: 'agent_id' }[table] ?? 'office_id';
    db.exec(`WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${count})
      INSERT INTO ${table} SELECT ${values} FROM (SELECT * FROM ${table} GROUP BY ${group}), numbers`);
  }
  db.close();
  return folder;
}
