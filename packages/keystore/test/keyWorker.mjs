// Changes the keys of a keystore until it is killed, and says on standard output what it is about to do and what it has done.
import { readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { generateKeyPair, publicKeyFromPrivate } from '@mitosislabs/auth';
import { Keystore } from '../src/index.ts';

const [basePath = '', platform = ''] = process.argv.slice(2);
const keystore = new Keystore({ basePath });
const say = (...words) => writeSync(1, `${JSON.stringify(words)}\n`);
/** Made before anything begins: what is to be interrupted is the writing. */
const pairs = Array.from({ length: 24 }, () => generateKeyPair());
const newPair = () => pairs.pop() ?? generateKeyPair();
const any = (list) => list[Math.floor(Math.random() * list.length)];
const places = ['o1', 'O2'].flatMap((office) => ['a', 'b', 'con'].map((agent) => [office, agent]));

/** A platform of one agent: the public key that it takes is all of a file. */
const accounts = {
  tell: async (publicKey) => {
    writeFileSync(`${platform}.new`, publicKey);
    renameSync(`${platform}.new`, platform);
  },
  works: async (privateKey) => readFileSync(platform, 'utf8') === publicKeyFromPrivate(privateKey),
};

const operations = {
  store: async ([office, agent]) => {
    const { privateKey, publicKey } = newPair();
    say('begin', 'store', office, agent, publicKey);
    await keystore.storePrivateKey(office, agent, privateKey).catch((error) => {
      if (error.code !== 'key_exists') throw error;
      say('kept');
    });
  },
  force: async ([office, agent]) => {
    const { privateKey, publicKey } = newPair();
    say('begin', 'force', office, agent, publicKey);
    await keystore.storePrivateKey(office, agent, privateKey, {
      force: true,
      endpoint: 'https://m.mitosislabs.ai',
    });
  },
  import: async ([office, agent]) => {
    const { privateKey, publicKey } = newPair();
    say('begin', 'import', office, agent, publicKey);
    await keystore.importPrivateKey(office, agent, Buffer.from(privateKey).toString('hex'), { force: true });
  },
  delete: async ([office, agent]) => {
    say('begin', 'delete', office, agent);
    await keystore.deletePrivateKey(office, agent);
  },
  jwt: async () => {
    const secret = `secret-${Math.random()}-${'x'.repeat(Math.random() * 5000)}`;
    say('begin', 'jwt', '', '', secret);
    await keystore.storeJWTSecret(secret);
  },
  rotate: async () => {
    say('begin', 'rotate');
    await keystore.rotatePrivateKey('o1', 'rotated', accounts);
  },
};

say('started');
for (;;) {
  await operations[any(Object.keys(operations))](any(places));
  say('end');
}
