// "Session negotiation hangs forever": it does not. When the agent does not run, or does not know sessions, `negotiate()` resolves
// without capabilities after its limit (30 s; here 1 s). Messages are sent all the same.
import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const [office] = await mi.offices.list();
if (!office) throw new Error('You have no office: run `mi offices create -n acme`.');
const session = await mi.xmtp.openSession(office.id, 'silent');
const { capabilities } = await session.negotiate(1_000);
console.log(`capabilities: ${capabilities?.join(', ') || 'none'}`);
await session.send('Are you there?');
console.log('sent');
await mi.close();
