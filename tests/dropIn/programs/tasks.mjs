import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
const task = await mi.tasks.create(officeId, { title: 'Triage inbox', assigned_to: 'aria' });
console.log(task.title, task.assigned_to);
let current = await mi.tasks.get(officeId, task.id);
while (current.status !== 'completed') {
  await new Promise((resolve) => setTimeout(resolve, 50));
  current = await mi.tasks.get(officeId, task.id);
}
console.log(current.result);
console.log(await mi.tasks.stats(officeId));
await mi.close();

// Prints:
// Triage inbox aria
// aria has done “Triage inbox”.
// { total: 1, queued: 0, running: 0, completed: 1, failed: 0 }
