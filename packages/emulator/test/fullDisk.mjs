// Fills a small disk through the emulator, and ends without closing it. With an office, lists its tasks. Prints JSON.
import { startEmulator } from '../src/index.ts';

const [data, known] = process.argv.slice(2);
const results = { created: [], failures: [], kept: [] };

async function call({ apiKey }, url, method, body) {
  const headers = { Authorization: `Bearer ${apiKey}`, 'Content-Type': 'application/json' };
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, json: await response.json().catch(() => undefined) };
}

const emulator = await startEmulator({ data, brain: 'none' }).catch(({ code, message, hint }) => {
  process.stdout.write(`${JSON.stringify({ ...results, refused: { code, message, hint } })}\n`);
  process.exit();
});
const { json } = known
  ? await call(emulator, `${emulator.endpoint}/api/v1/offices`, 'GET')
  : await call(emulator, `${emulator.dashboardEndpoint}/api/offices`, 'POST', { name: 'acme' });
const tasks = () => `${emulator.endpoint}/api/v1/offices/${(json[0] ?? json).id}/tasks`;
const list = async () => {
  const { json: rows } = await call(emulator, `${tasks()}?limit=10000`, 'GET');
  return rows.map(({ id, description }) => [id, description.length]);
};
// Large ones until the disk is full, then ever smaller ones: each step of SQLite meets the end of the disk.
for (let length = known ? 0 : 200_000; length > 10; ) {
  const { status, json: answer } = await call(emulator, tasks(), 'POST', {
    title: 't',
    description: 'x'.repeat(length),
  });
  if (status === 200) results.created.push([answer.id, length]);
  else {
    results.failures.push({ status, ...answer });
    length = Math.floor(length / 3);
  }
}
results.kept = await list();
process.stdout.write(`${JSON.stringify(results)}\n`);
process.exit();
