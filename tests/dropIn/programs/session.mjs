import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
const session = await mi.xmtp.negotiateSession(officeId, 'aria');
console.log(typeof session.sessionId, session.capabilities);

const handle = mi.xmtp.getSession(officeId, 'aria');
await handle.send('Summarise yesterday and propose three tasks for today.');

for await (const msg of handle.stream(200)) {
  console.log(`[${msg.from_agent}] ${msg.content}`);
  break;
}
await mi.close();

// Prints:
// string [ 'chat', 'tasks' ]
// [aria] aria here. You said: Summarise yesterday and propose three tasks for today.
