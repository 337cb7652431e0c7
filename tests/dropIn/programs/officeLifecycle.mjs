import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const office = await mi.offices.create({ name: 'beta', owner_id: process.env.USER_ID, forceCreate: true });
const status = await mi.offices.status(office.id);
console.log(typeof status.phase, typeof status.operator.ready);
await mi.offices.suspend(office.id);
await mi.offices.resume(office.id);
const kubeconfig = await mi.offices.kubeconfig(office.id);
console.log(typeof kubeconfig, kubeconfig.length > 0);
await mi.offices.updateSettings(office.id, { theme: 'dark' });
console.log((await mi.offices.getSettings(office.id)).theme);
await mi.offices.setSecret(office.id, 'GITHUB_TOKEN', 'ghp_example');
const { secret } = await mi.offices.rotateSecret(office.id);
console.log(typeof secret);
await mi.offices.delete(office.id);
console.log((await mi.offices.list()).map((o) => o.name));
await mi.close();

// Prints:
// string boolean
// string true
// dark
// string
// [ 'acme' ]
