import { MitosisClient, OS1Error } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
for (const call of [
  () => mi.offices.get('nowhere'),
  () => mi.employees.hire(officeId, { name: 'aria' }),
  () => mi.employees.logs(officeId, 'stranger'),
  () => mi.tasks.get(officeId, 'nothing'),
]) {
  try {
    await call();
  } catch (err) {
    if (!(err instanceof OS1Error)) throw err;
    console.log(err.status, typeof err.code, err.message.length > 0, OS1Error.isInstance(err));
  }
}
const stranger = new MitosisClient({ endpoint: process.env.ENDPOINT, apiKey: 'mi_not_a_key_of_ours' });
const refused = await stranger.offices.list().catch((err) => err);
console.log(refused instanceof OS1Error, refused.status);
const own = new OS1Error(418, 'short and stout', 'teapot');
console.log(own.status, own.message, own.code, own instanceof Error);
await mi.close();
await stranger.close();

// Prints:
// 404 string true true
// 409 string true true
// 404 string true true
// 404 string true true
// true 401
// 418 short and stout teapot true
