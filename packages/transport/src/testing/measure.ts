// Run by `measured` in bombs.ts.
import { Transport } from '../core/Transport.ts';
import type { Measured } from './bombs.ts';
import { failure } from './failure.ts';
import { wires } from './wires.ts';

const [name, endpoint = '', ...paths] = process.argv.slice(2);
const wire = wires.find(([known]) => known === name)?.[1]?.();
/** With a limit in ms. */
const transportOf = (timeout: number): Transport => new Transport({ endpoint, timeout, wire });
// All is loaded that a call needs.
await transportOf(60_000).request('GET', '/json');

const before = process.memoryUsage.rss();
let highest = before;
const look = (): void => {
  highest = Math.max(highest, process.memoryUsage.rss());
};
const timer = setInterval(look, 5);
const results: Record<string, Measured> = {};
for (const path of paths) {
  // Crumbs come too slowly to reach the limit of bytes.
  const transport = transportOf(path === '/crumbs' ? 3_000 : 60_000);
  const { code } = await failure(transport.request('GET', path));
  look();
  results[path] = { code, grown: highest - before };
}
clearInterval(timer);
process.stdout.write(JSON.stringify(results));
process.exit();
