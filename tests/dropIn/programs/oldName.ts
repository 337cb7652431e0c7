import { type ClientConfig, OS1AdminClient } from '@mitosislabs/sdk';

const config: ClientConfig = {
  endpoint: process.env['ENDPOINT']!,
  apiKey: process.env['API_KEY'],
  timeout: 10_000,
};
const admin = new OS1AdminClient(config);
const offices = await admin.offices.list();
console.log(offices.map((o) => `${o.name} ${typeof o.id}`));
await admin.close();

// Prints:
// [ 'acme string' ]
