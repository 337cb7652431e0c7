// Makes calls with one client when it is asked to, and answers with the CPU time of a call, in µs.
import { clientOf, cpuPerCall } from '../support/clients.mjs';

const [name, endpoint] = process.argv.slice(2);
const client = await clientOf(name, endpoint);

process.on('disconnect', () => process.exit());
process.on('message', async ({ kind, calls, inFlight }) => {
  process.send(await cpuPerCall(client[kind], calls, inFlight));
});
process.send('ready');
