// An emulator with a data folder, for tests that kill it. It sends its address when it is ready.
import { startEmulator } from '../src/index.ts';

const emulator = await startEmulator({ data: process.argv[2], brain: 'none' });
const { endpoint, dashboardEndpoint, apiKey } = emulator;
process.send({ endpoint, dashboardEndpoint, apiKey });
// The channel closes with the test.
process.on('disconnect', () => process.exit());
