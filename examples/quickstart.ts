// The main job as a program. Sign in first with `mi login`; it then finds your account in ~/.os1.
import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
console.log('signed in:', await mi.verifyAuth());

const office = await mi.offices.create({ name: 'quickstart', forceCreate: true });
const { balance: before } = await mi.credits.balance(office.id);
await mi.employees.hire(office.id, { name: 'aria', role: 'researcher', modelTier: 'sonnet' });
await mi.employees.hire(office.id, { name: 'bo' });
for (const name of ['aria', 'bo']) {
  const { status } = await mi.employees.waitUntilReady(office.id, name);
  console.log(`hired ${name}: ${status.phase}`);
}

const session = await mi.xmtp.openSession(office.id, 'aria');
const { capabilities = [] } = await session.negotiate();
await session.send('What did we learn yesterday?');
for await (const message of session.stream()) {
  console.log(`${message.from_agent} (${capabilities.join(', ')}): ${message.content}`);
  break;
}

const { id } = await mi.tasks.create(office.id, { title: 'Audit Q1 revenue', assigned_to: 'aria' });
const task = await mi.tasks.wait(office.id, id);
console.log(`task ${task.status}: ${task.result ?? task.error}`);

const report = new TextEncoder().encode('# Q1: all good.\n');
await mi.files.upload(office.id, 'report.md', report);
const copy = await (await mi.files.download(office.id, 'report.md')).arrayBuffer();
console.log('file came back the same:', Buffer.from(copy).equals(report));

await mi.employees.delete(office.id, 'bo');
const { balance: after } = await mi.credits.balance(office.id);
console.log(`credits: ${before} before, ${after} after`);
await mi.close();
