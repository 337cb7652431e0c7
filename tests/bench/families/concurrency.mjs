import { clientsOf, cpuPerCall } from '../support/clients.mjs';
import { compareAll } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';
import { startServer } from '../support/startServer.mjs';

const CALLS = 500;
const IN_FLIGHT = [1, 10, 50, 200];
const NAMES = ['undici', 'mitosis', 'stripe', 'openai', 'e2b', 'ky'];

/** Compares the CPU time of a call with that of bare `fetch` at 50 in flight, with more and more calls in flight. */
export async function concurrency() {
  const server = await startServer();
  const clients = clientsOf(server.endpoint);
  const cpu = (name, inFlight) => () => cpuPerCall(clients[name].get, countOf(CALLS), inFlight);
  try {
    const candidates = ['fetch', ...NAMES].flatMap((name) =>
      IN_FLIGHT.map((inFlight) => [`${name} ${inFlight}`, cpu(name, inFlight)]),
    );
    const results = await compareAll(Object.fromEntries(candidates), cpu('fetch', 50), 5);
    return ['fetch', ...NAMES].flatMap((name) =>
      IN_FLIGHT.map((group) => ({ group, name, value: results[`${name} ${group}`].ratio })),
    );
  } finally {
    server.stop();
  }
}
