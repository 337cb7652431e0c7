// `mi` of this clone. The usual ports of `mi dev` may be taken on the machine of the tests.
import { fileURLToPath } from 'node:url';

const [command, ...args] = process.argv.slice(2);
const isServer = command === 'dev' && !(args[0] ?? '-').match(/^[a-z]/) && !args.includes('--port');
const mi = new URL('../../../../packages/sdk/bin/mi.js', import.meta.url);
// In this process: another one takes as long to start as most commands run.
process.argv[1] = fileURLToPath(mi);
if (isServer) process.argv.push('--port', '0', '--dashboard-port', '0');
await import(mi.href);
