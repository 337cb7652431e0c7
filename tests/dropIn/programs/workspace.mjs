import { MitosisClient } from '@mitosislabs/sdk';

const mi = await MitosisClient.fromConfig();
const officeId = process.env.OFFICE;
const { stdout, exit_code } = await mi.workspace.exec(officeId, { command: 'echo hello', timeout_ms: 5000 });
console.log(JSON.stringify(stdout), exit_code);
console.log(await mi.workspace.health(officeId));
console.log((await mi.llmPing.ping(officeId)).success);
console.log((await mi.roles.list(officeId)).length > 0);
const { transfer_id } = await mi.transfer.prepare(officeId);
await mi.transfer.install(officeId, { transfer_id, agent: 'aria' });
console.log((await mi.transfer.status(officeId, transfer_id)).transfer_id === transfer_id);
await mi.close();

// Prints:
// "hello\n" 0
// { healthy: true }
// true
// true
// true
