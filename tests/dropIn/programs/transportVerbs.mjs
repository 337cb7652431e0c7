import { Transport } from '@mitosislabs/sdk';

const transport = new Transport({ endpoint: process.env.ENDPOINT, apiKey: process.env.API_KEY });
console.log(transport.endpoint === process.env.ENDPOINT);
const office = `/api/v1/offices/${process.env.OFFICE}`;
const task = await transport.post(`${office}/tasks`, { title: 'Audit' });
console.log((await transport.get(`${office}/tasks/${task.id}`)).title);
await transport.patch(`${office}/settings`, { theme: 'dark' });
await transport.put(`${office}/env`, { REGION: 'eu' });
console.log(await transport.get(`${office}/env/values`));
await transport.delete(`${office}/env/REGION`);
console.log(await transport.get(`${office}/env/values`));
console.log((await transport.get(`${office}/employees/aria/activity`, { limit: 1 })).length);
await transport.upload(`${office}/files`, 'notes.txt', Buffer.from('some notes'));
console.log((await transport.get(`${office}/files`)).map((f) => f.name));
const added = await transport.request('POST', `${office}/credits`, { body: { amount: 5, reason: 'test' } });
console.log(typeof added.balance);

// Prints:
// true
// Audit
// { REGION: 'eu' }
// {}
// 1
// [ 'notes.txt' ]
// number
