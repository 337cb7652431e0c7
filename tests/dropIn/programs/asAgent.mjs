import { MitosisClient } from '@mitosislabs/sdk';

const officeId = process.env.OFFICE;
const agentClient = await MitosisClient.asAgent(officeId, 'aria');
await agentClient.callbacks.podEvent(officeId, { type: 'ready' });
console.log((await agentClient.verifyAuth()).ok);
await agentClient.close();

const there = await MitosisClient.asAgent(officeId, 'aria', process.env.ENDPOINT);
console.log((await there.employees.heartbeat(officeId, 'aria')).ok);
await there.close();

const mi = await MitosisClient.fromConfig();
console.log((await mi.callbacks.list(officeId)).some((c) => c.type === 'ready'));
await mi.close();

// Prints:
// true
// true
// true
