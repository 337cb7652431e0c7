import { MitosisClient, type Office } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const path = `/api/v1/offices/${process.env['OFFICE']}`;
const response = await mi.transport.request<Response>('GET', path, { raw: true });
console.log(response.status, response.headers.get('content-type')?.startsWith('application/json'));
console.log(((await response.json()) as Office).name);
const parsed = await mi.transport.request<Office>('GET', path);
console.log(parsed.name);
const tasks = await mi.transport.request<unknown[]>('GET', `${path}/tasks`, { query: { limit: 5 } });
console.log(tasks.length);
await mi.close();

// Prints:
// 200 true
// acme
// acme
// 0
