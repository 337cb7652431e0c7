import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();

const offices = await mi.offices.list();
const agents = await mi.employees.list(offices[0].id);
const balance = await mi.credits.balance(offices[0].id);
console.log(offices.map((o) => o.name));
console.log(agents.map((a) => a.name));
console.log(typeof balance.balance);
await mi.close();

// Prints:
// [ 'acme' ]
// [ 'aria' ]
// number
