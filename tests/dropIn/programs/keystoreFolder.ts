import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeyPair, Keystore, type KeystoreConfig } from '@mitosislabs/sdk';

const config: KeystoreConfig = { basePath: await mkdtemp(join(tmpdir(), 'keys-')) };
const ks = new Keystore(config);
const pair: KeyPair = await ks.generateAndStore('office-1', 'aria');
const again = new Keystore(config);
const key: Uint8Array = await again.loadAgentKey('office-1', 'aria');
console.log(Buffer.compare(key, pair.privateKey));
await again.storeAgentKey('office-1', 'nova', key);
console.log((await ks.listAgentKeys('office-1')).sort());

// Prints:
// 0
// [ 'aria', 'nova' ]
