import { type JWTAuthConfig, MitosisClient } from '@mitosislabs/sdk';

const jwt: JWTAuthConfig = { jwtSecret: process.env['JWT_SECRET']! };
const admin = new MitosisClient({ endpoint: process.env['ENDPOINT']!, jwt });
const { ok } = await admin.verifyAuth();
console.log(ok);
const names: string[] = [];
for (const name of ['one', 'two']) {
  names.push((await admin.offices.create({ name, owner_id: process.env['USER_ID']! })).name);
}
console.log(names);
console.log((await admin.offices.get(process.env['OFFICE']!)).name);
const user = new MitosisClient({
  endpoint: process.env['ENDPOINT']!,
  jwt: { jwtSecret: process.env['JWT_SECRET']!, userId: process.env['USER_ID']! },
});
console.log((await user.offices.list()).map((o) => o.name).sort());
await admin.close();
await user.close();

// Prints:
// true
// [ 'one', 'two' ]
// acme
// [ 'acme', 'one', 'two' ]
