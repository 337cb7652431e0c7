import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keystore } from '@mitosislabs/sdk';

const ks = new Keystore({ basePath: await mkdtemp(join(tmpdir(), 'os1-')) });
console.log(await ks.loadConfig());
await ks.storeConfig({ endpoint: 'https://m.mitosislabs.ai', defaultOffice: 'o1', team: { size: 3 } });
console.log(await ks.loadConfig());
try {
  await ks.loadJWTSecret();
} catch (error) {
  console.log(error instanceof Error);
}
await ks.storeJWTSecret('0123456789abcdef0123456789abcdef');
console.log(await ks.loadJWTSecret());

// Prints:
// {}
// {
//   endpoint: 'https://m.mitosislabs.ai',
//   defaultOffice: 'o1',
//   team: { size: 3 }
// }
// true
// 0123456789abcdef0123456789abcdef
