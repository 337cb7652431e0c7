import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { MitosisClient } from '@mitosislabs/sdk';

// The folder as the reference's `mi init` leaves it.
const root = join(homedir(), '.os1');
await rm(root, { recursive: true });
await mkdir(join(root, 'keys'), { recursive: true });
await writeFile(join(root, 'config.json'), JSON.stringify({ endpoint: process.env.ENDPOINT }), {
  mode: 0o644,
});
await writeFile(join(root, 'keys/jwt.key'), process.env.JWT_SECRET, { mode: 0o600 });

const mi = await MitosisClient.fromConfig();
console.log((await mi.verifyAuth()).ok);
console.log((await mi.offices.get(process.env.OFFICE)).name);
await mi.close();

// Prints:
// true
// acme
