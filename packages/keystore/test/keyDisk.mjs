// Tries every change of keys on a disk of its own that has room for no, one, two, … more files, and tells what came of it.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { publicKeyFromPrivate } from '@mitosislabs/auth';
import { Keystore } from '../src/index.ts';

const [disk = ''] = process.argv.slice(2);
const folder = `${disk}/.os1/keys/office`;
let taken;
const changes = {
  store: (keystore) => keystore.generateAndStore('office', 'bob'),
  force: (keystore) => keystore.generateAndStore('office', 'aria', { force: true }),
  import: (keystore) => keystore.importPrivateKey('office', 'aria', '01'.repeat(32), { force: true }),
  jwt: (keystore) => keystore.storeJWTSecret('another'),
  rotate: (keystore) =>
    keystore.rotatePrivateKey('office', 'aria', {
      tell: async (publicKey) => {
        taken = publicKey;
      },
      works: async (key) => publicKeyFromPrivate(key) === taken,
    }),
};
const outcomes = [];
for (const [change, run] of Object.entries(changes)) {
  for (let room = 0; room < 7; room++) {
    rmSync(`${disk}/.os1`, { recursive: true, force: true });
    const keystore = new Keystore({ basePath: `${disk}/.os1` });
    await keystore.storeJWTSecret('a secret');
    const { publicKey } = await keystore.generateAndStore('office', 'aria');
    taken = publicKey;
    mkdirSync(`${disk}/fill`);
    let files = 0;
    try {
      for (; ; files++) writeFileSync(`${disk}/fill/${files}`, '');
    } catch {
      for (let free = 0; free < room; free++) rmSync(`${disk}/fill/${--files}`);
    }
    const error = await run(keystore).then(
      () => undefined,
      (reason) => reason,
    );
    rmSync(`${disk}/fill`, { recursive: true });
    const names = readdirSync(folder).sort();
    const keys = names.map((name) =>
      publicKeyFromPrivate(Buffer.from(readFileSync(`${folder}/${name}`, 'latin1').trim(), 'hex')),
    );
    outcomes.push({
      change,
      code: error?.code,
      message: error?.message,
      names: names.join(),
      isKept: keys.includes(publicKey) && keys.includes(taken),
      isCurrent: (await keystore.getPublicKey('office', 'aria')) === publicKey,
      secret: await keystore.loadJWTSecret(),
    });
  }
}
process.stdout.write(JSON.stringify(outcomes));
