// A daily report: gives an agent a task, waits for the result, and keeps it here and on the office's drive. It can be
// started again after a failure: the task of a day is created once.
// crontab: 0 7 * * 1-5  cd /srv/reports && npx tsx cron-report.ts >> report.log 2>&1
// The account is that of `mi login`, or of MITOSIS_API_KEY and MITOSIS_ENDPOINT; the office is MITOSIS_OFFICE.
import { rename, writeFile } from 'node:fs/promises';
import { MitosisClient } from '@mitosislabs/sdk';

const { MITOSIS_OFFICE: office = '', AGENT: agent = 'aria' } = process.env;
if (office === '') {
  console.error('Set MITOSIS_OFFICE to the id of an office. `mi offices list` shows yours.');
  process.exit(1);
}
const day = new Date().toISOString().slice(0, 10);
const title = `Report of ${day}`;
const mi = await MitosisClient.fromConfig();

// The key serves servers that honour it; the list serves all others.
const [existing] = (await mi.tasks.list(office)).filter((task) => task.title === title);
const { id } =
  existing ??
  (await mi.tasks.create(
    office,
    { title, description: 'What happened since the last report? Ten lines.', assigned_to: agent },
    { idempotencyKey: `report-${office}-${day}` },
  ));
const task = await mi.tasks.wait(office, id, { timeoutMs: 15 * 60_000 });
if (task.status !== 'completed') throw new Error(`${title}: ${task.status}: ${task.error ?? 'no reason'}`);

// First under another name: a report that is there is complete.
const file = `report-${day}.md`;
await writeFile(`${file}.part`, `# ${title}\n\n${task.result}\n`);
await rename(`${file}.part`, file);
await mi.files.uploadFrom(office, file);
console.log(`${new Date().toISOString()} ${file}`);
await mi.close();
