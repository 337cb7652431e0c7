import { fork } from 'node:child_process';
import { once } from 'node:events';
import { countOf } from '../support/effort.mjs';
import { startServer } from '../support/startServer.mjs';

const NAMES = ['fetch', 'undici', 'mitosis', 'mitosis over fetch', 'stripe', 'openai', 'e2b', 'ky'];
const STEP = 25_000;
const STEPS = 4;

/** Measures the memory of a process after more and more calls, in MB above its memory before the first. */
export async function memory() {
  const server = await startServer();
  const step = countOf(STEP);
  const rows = [];
  try {
    for (const name of NAMES) {
      const child = fork(new URL('../programs/holdCalls.mjs', import.meta.url), [
        server.endpoint,
        name,
        String(step),
        String(STEPS),
      ]);
      const [held] = await once(child, 'message');
      rows.push(...held.map((value, index) => ({ group: index * step, name, value })));
    }
    return rows;
  } finally {
    server.stop();
  }
}
