import { compareAll } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';
import { startClients } from '../support/startClients.mjs';
import { startServer } from '../support/startServer.mjs';

const CALLS = 500;
const IN_FLIGHT = [1, 10, 50, 200];
const NAMES = ['fetch', 'undici', 'mitosis', 'stripe', 'openai', 'e2b', 'ky'];

/** Compares the CPU time of a call with that of bare `fetch` at 50 in flight, with more and more calls in flight. */
export async function concurrency() {
  const server = await startServer();
  const clients = await startClients(NAMES, server.endpoint);
  const cpu = (name, inFlight) => clients.measurer(name, 'get', countOf(CALLS), inFlight);
  try {
    const candidates = NAMES.flatMap((name) =>
      IN_FLIGHT.map((inFlight) => [`${name} ${inFlight}`, cpu(name, inFlight)]),
    );
    const results = await compareAll(Object.fromEntries(candidates), cpu('fetch', 50), 6);
    return NAMES.flatMap((name) =>
      IN_FLIGHT.map((group) => ({ group, name, value: results[`${name} ${group}`].ratio })),
    );
  } finally {
    clients.stop();
    server.stop();
  }
}
