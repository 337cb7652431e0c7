import { fork } from 'node:child_process';
import { once } from 'node:events';
import { countOf } from './effort.mjs';

/** The processes for each client: V8 compiles, and lays out objects, a little differently in each. */
const PROCESSES = 3;
/** The calls of each process before the first round: V8 compiles the code of a call for the last time after some thousands. */
const WARM_UP = 4_000;

/**
 * Starts processes for each client, as a program has one client: in one process with others, what they leave to V8 would be
 * counted as its own. Rounds take them in turns.
 *
 * @param {readonly string[]} names
 */
export async function startClients(names, endpoint) {
  const program = new URL('../programs/client.mjs', import.meta.url);
  const started = names.map((name) => [
    name,
    Array.from({ length: PROCESSES }, () => fork(program, [name, endpoint])),
  ]);
  for (const [, children] of started) await Promise.all(children.map((child) => once(child, 'message')));
  const byName = Object.fromEntries(started);
  return {
    /** Returns a function that measures the CPU time of a call, in µs. Its first call warms the processes up. */
    measurer(name, kind, calls, inFlight) {
      const children = byName[name];
      const measure = async (child, count) => {
        child.send({ kind, calls: count, inFlight });
        return (await once(child, 'message'))[0];
      };
      let round = 0;
      return async () => {
        if (round === 0) await Promise.all(children.map((child) => measure(child, countOf(WARM_UP))));
        return measure(children[round++ % PROCESSES], calls);
      };
    },
    stop() {
      for (const [, children] of started) for (const child of children) child.disconnect();
    },
  };
}
