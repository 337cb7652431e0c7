// Replaces the key of an agent again and again until it is killed.
import { writeSync } from 'node:fs';
import { Keystore, MitosisClient } from '../src/index.ts';

const [basePath = '', endpoint = '', apiKey = '', office = ''] = process.argv.slice(2);
const mi = new MitosisClient({ endpoint, apiKey }, new Keystore({ basePath }));
writeSync(1, 'started\n');
for (;;) {
  await mi.rotateAgentKey(office, 'aria');
  writeSync(1, 'rotated\n');
}
