import { keyedNames, signedNames } from '../support/clients.mjs';
import { compareAll } from '../support/compare.mjs';
import { countOf } from '../support/effort.mjs';
import { startClients } from '../support/startClients.mjs';
import { startServer } from '../support/startServer.mjs';

const CALLS = 1_000;
const IN_FLIGHT = 50;
const YARDSTICK = 'fetch';

/** Compares the CPU time of a call with that of bare `fetch`, for this SDK, other clients and bare code. */
export async function calls() {
  const server = await startServer();
  const rows = async (group, kind, names, rounds) => {
    const clients = await startClients([YARDSTICK, ...names], server.endpoint);
    try {
      const cpu = (name) => clients.measurer(name, kind, countOf(CALLS), IN_FLIGHT);
      const candidates = Object.fromEntries(names.map((name) => [name, cpu(name)]));
      const results = await compareAll(candidates, cpu(YARDSTICK), rounds);
      return Object.entries(results).map(([name, { ratio }]) => ({ group, name, value: ratio }));
    } finally {
      clients.stop();
    }
  };
  const others = keyedNames.filter((name) => name !== YARDSTICK);
  try {
    return [
      ...(await rows('GET', 'get', others, 9)),
      ...(await rows('POST', 'post', others, 9)),
      ...(await rows('GET, signed', 'get', signedNames, 6)),
    ];
  } finally {
    server.stop();
  }
}
