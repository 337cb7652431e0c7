// `mi` of this clone. The usual ports of `mi dev` may be taken on the machine of the tests.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [command, ...args] = process.argv.slice(2);
const isServer = command === 'dev' && !(args[0] ?? '-').match(/^[a-z]/) && !args.includes('--port');
const mi = fileURLToPath(new URL('../../../../packages/sdk/bin/mi.js', import.meta.url));
const words = [command, ...args, ...(isServer ? ['--port', '0', '--dashboard-port', '0'] : [])];
const child = spawn(process.execPath, [mi, ...words.filter((word) => word !== undefined)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
