// Streams messages from an agent as they come, until it says that it is done.
import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const [office] = await mi.offices.list();
if (!office) throw new Error('You have no office: run `mi offices create -n acme`.');
const session = await mi.xmtp.openSession(office.id, 'aria');
await session.negotiate(15_000);
await session.send('Tell me when you are done.');
for await (const message of session.stream()) {
  console.log(message.from_agent, message.content);
  if (message.content.includes('done')) break;
}
await session.close();
await mi.close();
