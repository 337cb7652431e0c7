import type { LookupAddress, LookupOptions, lookup } from 'node:dns';
import type { connect, LookupFunction, Socket } from 'node:net';

/** The head start of an address before the next one is tried, in ms (RFC 8305, 5: 100 at the least). */
const STAGGER_MS = 100;
/** How long addresses are compared, in ms. */
const RACE_MS = 1_000;
/** How long the winning address is tried first, in ms. */
const MEMORY_MS = 60_000;

/** The parts of Node that lookups use. Read when they are used: tests replace them. */
export interface Net {
  readonly dns: { readonly lookup: typeof lookup };
  readonly net: { readonly connect: typeof connect };
}

/**
 * Creates lookups for `net.connect` that put the fastest address first. Node tries the addresses of
 * a host in turn, and gives up on each but the last too late or too soon: a dead one costs 250 ms with each
 * connection, and one that takes longer than that is never reached.
 *
 * Only the addresses of a host with several are compared, once a minute.
 *
 * @returns a function that creates the lookup for one port.
 */
export function nodeLookup({ dns, net }: Net): (port: number) => LookupFunction {
  const races = new Map<string, { since: number; winner: Promise<string | undefined> }>();
  const winnerOf = (addresses: readonly LookupAddress[], port: number): Promise<string | undefined> => {
    const key = JSON.stringify([port, addresses.map(({ address }) => address).sort()]);
    const since = performance.now();
    const known = races.get(key);
    if (known && since - known.since < MEMORY_MS) return known.winner;
    // A name that leads to other addresses each time must not fill the memory.
    for (const [other, race] of races) if (since - race.since >= MEMORY_MS) races.delete(other);
    const winner = race(addresses, port, net);
    races.set(key, { since, winner });
    // Without a winner, waiting again for the next connection or caching the failure is pointless.
    void winner.then((address) => address === undefined && races.delete(key));
    return winner;
  };
  return (port) => (hostname, options, callback) => {
    dns.lookup(hostname, options as LookupOptions, (error, found, family) => {
      if (error || !Array.isArray(found) || found.length < 2) {
        callback(error, found as string & LookupAddress[], family);
        return;
      }
      void winnerOf(found, port).then((winner) => {
        const sorted = [...found].sort((a, b) => Number(b.address === winner) - Number(a.address === winner));
        callback(null, sorted);
      });
    });
  };
}

/** Returns the address that accepts a connection first; `undefined` when none does in time. */
function race(
  addresses: readonly LookupAddress[],
  port: number,
  net: Net['net'],
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sockets: Socket[] = [];
    let failed = 0;
    let next: ReturnType<typeof setTimeout> | undefined;
    const finish = (winner?: string): void => {
      clearTimeout(next);
      clearTimeout(limit);
      for (const socket of sockets) socket.destroy();
      resolve(winner);
    };
    const limit = setTimeout(finish, RACE_MS);
    const start = (): void => {
      clearTimeout(next);
      const address = addresses[sockets.length];
      if (!address) return;
      const socket = net.connect({ host: address.address, port });
      sockets.push(socket);
      next = setTimeout(start, STAGGER_MS);
      socket.once('connect', () => finish(address.address));
      socket.on('error', () => {
        failed++;
        if (failed === addresses.length) finish();
        else start();
      });
    };
    start();
  });
}
