import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
const extension = await mi.extensions.register(officeId, { name: 'clock', panel_html: '<p>12:00</p>' });
console.log((await mi.extensions.get(officeId, extension.id)).name);
console.log(
  (await mi.extensions.list(officeId)).length,
  Array.isArray(await mi.extensions.marketplaceList()),
);
await mi.extensions.delete(officeId, extension.id);
await mi.chromium.start(officeId);
console.log(typeof (await mi.chromium.status(officeId)).status);
await mi.chromium.done(officeId);
console.log(typeof (await mi.whatsapp.sessionStatus(officeId, 'aria')).connected);
console.log(typeof (await mi.messages.poolStats(officeId)).active);
console.log(Array.isArray(await mi.events.list(officeId)), Array.isArray(await mi.backups.list(officeId)));
console.log(Array.isArray(await mi.employees.chatSessions(officeId, 'aria')));
await mi.proxy.teardownCodeProxy(officeId).catch((error) => console.log(error.status));
await mi.close();

// Prints:
// clock
// 1 true
// string
// boolean
// number
// true true
// true
