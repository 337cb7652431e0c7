import { MitosisClient, OS1Error } from '@mitosislabs/sdk';

interface MyType {
  id: string;
  title: string;
}

const mi = await MitosisClient.fromConfig();
const result = await mi.transport.request<MyType>('POST', `/api/v1/offices/${process.env['OFFICE']}/tasks`, {
  body: { title: 'By hand' },
});
console.log(typeof result.id, result.title);
try {
  await mi.transport.request<MyType>('POST', '/api/v1/custom/route', { body: { foo: 'bar' } });
} catch (err) {
  if (err instanceof OS1Error) console.log(err.status >= 400);
}
await mi.close();

// Prints:
// string By hand
// true
