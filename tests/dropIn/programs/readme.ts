import { MitosisClient, OS1Error } from '@mitosislabs/sdk';

// The examples of the README, as they stand there.
const mi = await MitosisClient.fromConfig();
const officeId = process.env['OFFICE']!;
const userId = process.env['USER_ID']!;

await mi.offices.create({ name: 'acme', owner_id: userId });
await mi.employees.hire(officeId, { name: 'nova', role: 'researcher', modelTier: 'sonnet' });
await mi.employees.promote(officeId, 'nova', { modelTier: 'opus' });
await mi.employees.setSkills(officeId, 'nova', { add: ['github'] });
await mi.employees.logs(officeId, 'nova', { tail: 200 });
await mi.employees.activity(officeId, 'nova', { limit: 50, category: 'task' });
await mi.tasks.create(officeId, { title: 'Triage inbox', assigned_to: 'nova' });
await mi.tasks.stats(officeId);
await mi.files.upload(officeId, 'report.md', Buffer.from('...'));
const list = await mi.files.list(officeId);
const resp = await mi.files.download(officeId, 'report.md');
console.log(list.length, await resp.text());
await mi.credits.balance(officeId);
await mi.credits.add(officeId, { amount: 100, reason: 'topup' });
await mi.credits.usageSummary(officeId);
await mi.credits.llmUsageSummary(officeId);
await mi.integrations.listProviderModels(officeId);
await mi.integrations.ensureSecret(officeId, 'github', 'ghp_example');
await mi.integrations.toggleAgent(officeId, 'github', 'nova', true);

const session = await mi.xmtp.negotiateSession(officeId, 'aria');
console.log(session.sessionId.length, session.capabilities);
const handle = mi.xmtp.getSession(officeId, 'aria')!;
await handle.send('Say done.');
for await (const msg of handle.stream(/* pollIntervalMs */ 2000)) {
  console.log(`[${msg.from_agent}] ${msg.content}`);
  if (msg.content.includes('done')) break;
}
await handle.close();

try {
  await mi.employees.hire(officeId, { name: 'aria' });
} catch (err) {
  if (err instanceof OS1Error) {
    console.log(err.status, err.code, err.message.length > 0);
    if (err.status === 402) console.log('the office is out of credits');
  } else {
    throw err;
  }
}
await mi.close();

// Prints:
// 1 ...
// 36 [ 'chat', 'tasks' ]
// [aria] aria here. You said: Say done.
// 409 name_taken true
