import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type AgentAuthConfig, MitosisClient } from '@mitosislabs/sdk';

const officeId = process.env['OFFICE']!;
const signingKey = new Uint8Array(await readFile(join(homedir(), '.os1', 'keys', officeId, 'aria.key')));
const agent: AgentAuthConfig = { agentId: 'aria', signingKey };
const mi = new MitosisClient({ endpoint: process.env['ENDPOINT']!, agent });
console.log(signingKey.length, (await mi.verifyAuth()).ok);
console.log((await mi.tasks.list(officeId)).length);
await mi.close();

// Prints:
// 32 true
// 0
