// The emulator in a process of its own, so that its functions are not counted with the client's. It sends its address, and
// after any message the functions that ran since the last one. `node emulator.mjs none` starts no agents meanwhile.
import { startEmulator } from '@mitosislabs/emulator';
import { startCoverage } from './coverage.mjs';

const [brain] = process.argv.slice(2);
const coverage = await startCoverage();
const readyAfterMs = brain === 'none' ? 60_000 : 50;
const { endpoint, dashboardEndpoint, apiKey } = await startEmulator({ readyAfterMs, brain });
process.on('message', async () => process.send({ ran: await coverage.take() }));
process.on('disconnect', () => process.exit());
process.send({ endpoint, dashboardEndpoint, apiKey });
