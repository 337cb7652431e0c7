import { type ActivityEvent, type Employee, type HireRequest, MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env['OFFICE']!;
const request: HireRequest = { name: 'nova', role: 'researcher', modelTier: 'sonnet' };
const nova: Employee = await mi.employees.hire(officeId, request);
console.log(nova.name, nova.role, nova.modelTier);
const promoted = await mi.employees.promote(officeId, 'nova', { modelTier: 'opus' });
console.log(promoted.modelTier);
const skilled = await mi.employees.setSkills(officeId, 'nova', { add: ['github'] });
console.log(skilled.skills);
const { logs } = await mi.employees.logs(officeId, 'nova', { tail: 200 });
console.log(typeof logs);
const events: ActivityEvent[] = await mi.employees.activity(officeId, 'nova', {
  limit: 50,
  category: 'task,lifecycle',
});
console.log(
  events.every((e) => e.category === 'task' || e.category === 'lifecycle'),
  events.length > 0,
);
console.log(typeof (await mi.employees.presence(officeId, 'nova')).online);
await mi.employees.delete(officeId, 'nova');
console.log((await mi.employees.list(officeId)).map((a) => a.name));
await mi.close();

// Prints:
// nova researcher sonnet
// opus
// [ 'github' ]
// string
// true true
// boolean
// [ 'aria' ]
