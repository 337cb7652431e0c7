// Run by `measured` in bombs.ts.
import { Transport } from '../core/Transport.ts';
import { failure } from './failure.ts';
import { wires } from './wires.ts';

const [name, endpoint = '', path = ''] = process.argv.slice(2);
const wire = wires.find(([known]) => known === name)?.[1];
const transport = new Transport({
  endpoint,
  // Crumbs come too slowly to reach the limit of bytes.
  timeout: path === '/crumbs' ? 3_000 : 60_000,
  wire: wire?.(),
});
// All is loaded that a call needs.
await transport.request('GET', '/json');

const before = process.memoryUsage.rss();
let highest = before;
const look = (): void => {
  highest = Math.max(highest, process.memoryUsage.rss());
};
const timer = setInterval(look, 5);
const { code } = await failure(transport.request('GET', path));
clearInterval(timer);
look();
process.stdout.write(JSON.stringify({ code, grown: highest - before }));
process.exit();
