import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const first = await mi.offices.create({ name: 'hello-text', owner_id: process.env['USER_ID']! });
console.log(first.name, first.existing);
const second = await mi.offices.create({ name: 'hello-text', forceCreate: true });
console.log(second.name, second.existing);
await mi.close();

// Prints:
// acme true
// hello-text undefined
