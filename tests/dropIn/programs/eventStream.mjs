import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
const stream = mi.transport.stream(`/api/v1/offices/${officeId}/messages/stream`);
const timer = setInterval(() => {
  mi.files.upload(officeId, 'ping.txt', Buffer.from('ping')).catch(() => undefined);
}, 200);
for await (const { event, data } of stream) {
  if (!data.includes('ping.txt')) continue;
  console.log(typeof event, typeof JSON.parse(data));
  break;
}
for await (const { data } of mi.messages.stream(officeId)) {
  console.log(typeof data);
  break;
}
clearInterval(timer);
await mi.close();

// Prints:
// string object
// string
