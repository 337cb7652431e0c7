import { MitosisClient } from '@mitosislabs/sdk';

const mi = new MitosisClient({ endpoint: process.env['ENDPOINT']!, apiKey: process.env['API_KEY']! });
const healthy: boolean = await mi.health();
const auth: { ok: boolean; method: string; error?: string } = await mi.verifyAuth();
console.log(healthy, auth.ok, typeof auth.method, auth.error);
const stranger = new MitosisClient({ endpoint: process.env['ENDPOINT']!, apiKey: 'mi_not_a_key_of_ours' });
const refused = await stranger.verifyAuth();
console.log(await stranger.health(), refused.ok, typeof refused.error);
const nowhere = new MitosisClient({
  endpoint: 'http://127.0.0.1:9',
  apiKey: 'mi_not_a_key_of_ours',
  timeout: 2000,
});
console.log(await nowhere.health());
await Promise.all([mi.close(), stranger.close(), nowhere.close()]);

// Prints:
// true true string undefined
// true false string
// false
