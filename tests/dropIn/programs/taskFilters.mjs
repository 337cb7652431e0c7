import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
await mi.employees.hire(officeId, { name: 'nova' });
for (const [title, assigned_to] of [
  ['One', 'aria'],
  ['Two', 'nova'],
  ['Three', 'nova'],
]) {
  await mi.tasks.create(officeId, { title, assigned_to });
}
while ((await mi.tasks.stats(officeId)).completed < 3)
  await new Promise((resolve) => setTimeout(resolve, 50));

const titles = async (filter) => (await mi.tasks.list(officeId, filter)).map((t) => t.title).sort();
console.log(await titles());
console.log(await titles({ assigned_to: 'nova' }));
console.log(await titles({ status: 'completed', assigned_to: 'aria' }));
console.log(await titles({ status: 'queued' }));
console.log((await titles({ status: 'completed', limit: 2 })).length);
await mi.close();

// Prints:
// [ 'One', 'Three', 'Two' ]
// [ 'Three', 'Two' ]
// [ 'One' ]
// []
// 2
