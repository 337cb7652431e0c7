// The main job as a program. Sign in first with `mi login`; it then finds your account in ~/.os1.
import { setTimeout as sleep } from 'node:timers/promises';
import { MitosisClient } from '@mitosislabs/sdk';

async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (done(answer)) return answer;
    await sleep(200);
  }
}

const mi = await MitosisClient.fromConfig();
console.log('signed in:', await mi.verifyAuth());

const office = await mi.offices.create({ name: 'quickstart', forceCreate: true });
const { balance: before } = await mi.credits.balance(office.id);
await mi.employees.hire(office.id, { name: 'aria', role: 'researcher', modelTier: 'sonnet' });
await mi.employees.hire(office.id, { name: 'bo' });
const hired = await until(
  () => mi.employees.list(office.id),
  (agents) => agents.every((agent) => agent.status.ready),
);
console.log('hired:', hired.map((agent) => `${agent.name} (${agent.status.phase})`).join(', '));

const { capabilities } = await mi.xmtp.negotiateSession(office.id, 'aria');
const session = mi.xmtp.getSession(office.id, 'aria');
await session?.send('What did we learn yesterday?');
for await (const message of session?.stream(500) ?? []) {
  console.log(`${message.from_agent} (${capabilities?.join(', ')}):`, message.content);
  break;
}

const { id } = await mi.tasks.create(office.id, { title: 'Audit Q1 revenue', assigned_to: 'aria' });
const task = await until(
  () => mi.tasks.get(office.id, id),
  ({ status }) => status === 'completed' || status === 'failed',
);
console.log(`task ${task.status}:`, task.result ?? task.error);

await mi.files.upload(office.id, 'report.md', new TextEncoder().encode('# Q1\nAll good.\n'));
console.log('file:', await (await mi.files.download(office.id, 'report.md')).text());
await mi.employees.delete(office.id, 'bo');
console.log('credits:', before, '→', (await mi.credits.balance(office.id)).balance);
await mi.close();
