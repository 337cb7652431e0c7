// Run by unreadBodies.test.ts: downloads 20 responses and 20 streams, reads none, drops all, and ends when their connections do.
import { setTimeout as sleep } from 'node:timers/promises';
import { Transport } from '../core/Transport.ts';
import { wires } from './wires.ts';

const [name, endpoint = ''] = process.argv.slice(2);
const wire = wires.find(([known]) => known === name)?.[1];
const transport = new Transport({ endpoint, timeout: 3_600_000, wire: wire?.() });

async function drop(): Promise<void> {
  for (let count = 0; count < 20; count++) {
    await transport.request('GET', '/x', { as: 'response' });
    await transport.request('GET', '/x', { as: 'stream' });
  }
}

const open = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
await drop();
while (open() > 0) {
  globalThis.gc?.();
  await sleep(20);
}
process.exit();
