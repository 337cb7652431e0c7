import { Keystore, MitosisClient } from '@mitosislabs/sdk';

const officeId = process.env.OFFICE;
const signingKey = await new Keystore().loadAgentKey(officeId, 'aria');
const mi = new MitosisClient({
  endpoint: process.env.ENDPOINT,
  jwt: { jwtSecret: process.env.JWT_SECRET, userId: process.env.USER_ID },
  agent: { agentId: 'aria', signingKey },
});
console.log((await mi.offices.list()).map((o) => o.name));
const path = `/api/v1/offices/${officeId}/callbacks/pod-event`;
await mi.transport.request('POST', path, { body: { type: 'checkpoint' }, asAgent: true });
const types = async () => (await mi.callbacks.list(officeId)).map((c) => c.type);
console.log((await types()).filter((type) => type === 'checkpoint'));

// Without an agent, `asAgent` is refused.
const alone = new MitosisClient({
  endpoint: process.env.ENDPOINT,
  jwt: { jwtSecret: process.env.JWT_SECRET },
});
try {
  await alone.transport.request('POST', path, { body: { type: 'late' }, asAgent: true });
  console.log('sent');
} catch (error) {
  console.log('refused', error instanceof Error);
}
console.log((await types()).includes('late'));
await Promise.all([mi.close(), alone.close()]);

// Prints:
// [ 'acme' ]
// [ 'checkpoint' ]
// refused true
// false
