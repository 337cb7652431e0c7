import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair, Keystore, publicKeyFromPrivate } from '@mitosislabs/sdk';

const ks = new Keystore();
const officeId = process.env.OFFICE;
const kp = await ks.generateAndStore(officeId, 'nova');
console.log((await ks.getPublicKey(officeId, 'nova')) === kp.publicKey);
console.log((await ks.listAgentKeys(officeId)).sort());

const own = generateKeyPair();
await ks.storeAgentKey(officeId, 'mine', own.privateKey);
const loaded = await ks.loadAgentKey(officeId, 'mine');
console.log(loaded instanceof Uint8Array, loaded.length, publicKeyFromPrivate(loaded) === own.publicKey);
const file = join(homedir(), '.os1', 'keys', officeId, 'mine.key');
console.log(
  Buffer.compare(await readFile(file), own.privateKey),
  ((await stat(file)).mode & 0o777).toString(8),
);
console.log(await ks.hasAgentKey(officeId, 'mine'));
await ks.deleteAgentKey(officeId, 'mine');
console.log(await ks.hasAgentKey(officeId, 'mine'));
try {
  await ks.loadAgentKey(officeId, 'mine');
} catch (error) {
  console.log(error instanceof Error);
}

// Prints:
// true
// [ 'aria', 'nova' ]
// true 32 true
// 0 600
// true
// false
// true
