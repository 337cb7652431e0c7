// Calls a route that has no method yet, with the credentials, retries and errors of all others.
import { MitosisClient } from '@mitosislabs/sdk';

interface Task {
  id: string;
  status: string;
}

const mi = await MitosisClient.fromConfig();
const [office] = await mi.offices.list();
if (!office) throw new Error('You have no office: run `mi offices create -n acme`.');
const task = await mi.transport.request<Task>('POST', `/api/v1/offices/${office.id}/tasks`, {
  body: { title: 'Triage inbox' },
});
console.log(`the task is ${task.status}`);
await mi.close();
