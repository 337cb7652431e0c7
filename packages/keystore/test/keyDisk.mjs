// Tries every change of keys on a disk of its own that has room for no, one, two, … more files, or pages, and tells what came of it.
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { publicKeyFromPrivate } from '@mitosislabs/auth';
import { Keystore } from '../src/index.ts';

const [disk = ''] = process.argv.slice(2);
const folder = `${disk}/.os1/keys/office`;
let taken;
const changes = {
  store: (keystore) => keystore.generateAndStore('office', 'bob'),
  encrypt: (keystore) => keystore.generateAndStore('office', 'bob', { passphrase: 'open sesame' }),
  force: (keystore) => keystore.generateAndStore('office', 'aria', { force: true }),
  import: (keystore) => keystore.importPrivateKey('office', 'aria', '01'.repeat(32), { force: true }),
  jwt: (keystore) => keystore.storeJWTSecret('another'),
  delete: (keystore) => keystore.deletePrivateKey('office', 'gone'),
  rotate: (keystore) =>
    keystore.rotatePrivateKey('office', 'aria', {
      tell: async (publicKey) => {
        taken = publicKey;
      },
      works: async (key) => publicKeyFromPrivate(key) === taken,
    }),
};
const files = [0, 1, 2, 3, 4, 5, 6];
const pages = [0, 1, 2, 3];
/** Each encryption takes half a second. */
const roomsOf = (change) => (change === 'encrypt' ? [{ files: 0 }, { pages: 0 }, { pages: 1 }] : all);
const all = [...files.map((count) => ({ files: count })), ...pages.map((count) => ({ pages: count }))];

/** Fills the disk, but leaves room for a number of files or pages. */
function fill(room) {
  mkdirSync(`${disk}/fill`);
  let taken = 0;
  try {
    if (room.files !== undefined) for (; ; taken++) writeFileSync(`${disk}/fill/${taken}`, '');
    for (; ; taken++) appendFileSync(`${disk}/fill/0`, Buffer.alloc(4096));
  } catch {
    if (room.pages !== undefined) truncateSync(`${disk}/fill/0`, (taken - room.pages) * 4096);
    for (let free = 0; free < room.files; free++) rmSync(`${disk}/fill/${--taken}`);
  }
}

/** The public key of a key's file; of one that is encrypted, what it says. */
function publicKeyOf(path) {
  const text = readFileSync(path, 'latin1');
  return text.startsWith('{')
    ? JSON.parse(text).publicKey
    : publicKeyFromPrivate(Buffer.from(text.trim(), 'hex'));
}

const outcomes = [];
for (const [change, run] of Object.entries(changes)) {
  for (const room of roomsOf(change)) {
    rmSync(`${disk}/.os1`, { recursive: true, force: true });
    const keystore = new Keystore({ basePath: `${disk}/.os1` });
    await keystore.storeJWTSecret('a secret');
    const { publicKey } = await keystore.generateAndStore('office', 'aria');
    await keystore.generateAndStore('office', 'gone');
    taken = publicKey;
    fill(room);
    const error = await run(keystore).then(
      () => undefined,
      (reason) => reason,
    );
    rmSync(`${disk}/fill`, { recursive: true });
    const names = readdirSync(folder).sort();
    const keys = names.map((name) => publicKeyOf(`${folder}/${name}`));
    outcomes.push({
      change,
      code: error?.code,
      message: error?.message,
      hint: error?.hint,
      names: names.join(),
      isKept: keys.includes(publicKey) && keys.includes(taken),
      isCurrent: (await keystore.getPublicKey('office', 'aria')) === publicKey,
      secret: await keystore.loadJWTSecret(),
    });
  }
}
process.stdout.write(JSON.stringify(outcomes));
