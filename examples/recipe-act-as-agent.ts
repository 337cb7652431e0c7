// Acts as an agent for a single call. Its key must be in ~/.os1: `mi keys generate -o <office> -a aria` makes one.
import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const [office] = await mi.offices.list();
if (!office) throw new Error('You have no office: run `mi offices create -n acme`.');
const aria = await MitosisClient.asAgent(office.id, 'aria');
await aria.callbacks.podEvent(office.id, { type: 'ready' });
const [event] = await mi.callbacks.list(office.id);
console.log(`the office has the event ${event?.type}`);
await aria.close();
await mi.close();
