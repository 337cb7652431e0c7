// Does everything that can be done with a keystore, and tells as JSON what came of it.
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { Keystore } from '../src/index.ts';

const [mode, given = '{}'] = process.argv.slice(2);
const endpoint = 'https://m.mitosislabs.ai';
const passphrase = 'open sesame';
const key = '01'.repeat(32);
const takes = { tell: async () => undefined, works: async () => true };

const config = 'config.json';
const jwt = 'keys/jwt.key';
const aria = 'keys/office/aria.key';
const next = 'keys/office/aria.key.next';
const locked = 'keys/office/locked.key';
const home = 'keys/office/aria.key.endpoint';
const offices = 'keys/office';

/** Each use: the files and folders that it needs, whether it writes, and what it is. Cheap ones open nothing with scrypt. */
const uses = [
  ['loadConfig', [config], 'reads', (k) => k.loadConfig()],
  ['profile', [config], 'reads', (k) => k.profile()],
  ['listProfiles', [config], 'reads', (k) => k.listProfiles()],
  ['saveConfig', [config], 'writes', (k) => k.saveConfig({ endpoint, email: 'me@example.com' })],
  [
    'updateConfig',
    [config],
    'writes',
    (k) => k.updateConfig((c) => ({ ...c, endpoint, defaultOffice: 'o2' })),
  ],
  ['updateProfile', [config], 'writes', (k) => k.updateProfile((p) => ({ ...p, endpoint, email: 'x@y.z' }))],
  ['switchProfile', [config], 'writes', (k) => k.switchProfile('work')],
  ['deleteProfile', [config], 'writes', (k) => k.deleteProfile('work')],
  ['loadJWTSecret', [jwt], 'reads', (k) => k.loadJWTSecret()],
  ['storeJWTSecret', [jwt], 'writes', (k) => k.storeJWTSecret('another')],
  ['loadPendingKey', [next], 'reads', (k) => k.loadPendingKey('office', 'aria')],
  ['loadPrivateKey', [aria], 'reads', (k) => k.loadPrivateKey('office', 'aria')],
  [
    'loadPrivateKey, encrypted',
    [locked],
    'reads',
    (k) => k.loadPrivateKey('office', 'locked', { passphrase }),
  ],
  [
    'loadPrivateKey, of a host',
    [aria, home],
    'reads',
    (k) => k.loadPrivateKey('office', 'aria', { endpoint }),
  ],
  [
    'loadPendingKey, of a host',
    [next, home],
    'reads',
    (k) => k.loadPendingKey('office', 'aria', { endpoint }),
  ],
  ['getPublicKey', [aria], 'reads', (k) => k.getPublicKey('office', 'aria')],
  ['getPublicKey, encrypted', [locked], 'reads', (k) => k.getPublicKey('office', 'locked')],
  ['endpointOf', [home], 'reads', (k) => k.endpointOf('office')],
  ['listAgentKeys', [offices], 'reads', (k) => k.listAgentKeys('office')],
  ['listOffices', ['keys'], 'reads', (k) => k.listOffices()],
  ['generateAndStore', [aria], 'writes', (k) => k.generateAndStore('office', 'aria')],
  ['generateAndStore, new', [offices], 'writes', (k) => k.generateAndStore('office', 'bob')],
  [
    'generateAndStore, of a host',
    [home],
    'writes',
    (k) => k.generateAndStore('office', 'carl', { endpoint }),
  ],
  ['importPrivateKey', [aria], 'writes', (k) => k.importPrivateKey('office', 'aria', key)],
  ['importPrivateKey, new', [offices], 'writes', (k) => k.importPrivateKey('office', 'dora', key)],
  [
    'importPrivateKey, forced',
    [aria],
    'writes',
    (k) => k.importPrivateKey('office', 'aria', key, { force: true }),
  ],
  [
    'importPrivateKey, of a host',
    [home],
    'writes',
    (k) => k.importPrivateKey('office', 'eve', key, { endpoint }),
  ],
  ['rotatePrivateKey', [aria, next], 'writes', (k) => k.rotatePrivateKey('office', 'aria', takes)],
  [
    'rotatePrivateKey, of a host',
    [home],
    'writes',
    (k) => k.rotatePrivateKey('office', 'aria', { ...takes, endpoint }),
  ],
  [
    'generateAndStore, forced',
    [aria],
    'writes',
    (k) => k.generateAndStore('office', 'aria', { force: true }),
  ],
  ['exportPrivateKey', [aria], 'slow', (k) => k.exportPrivateKey('office', 'aria', { passphrase })],
  [
    'exportPrivateKey, encrypted',
    [locked],
    'slow',
    (k) => k.exportPrivateKey('office', 'locked', { passphrase, currentPassphrase: passphrase }),
  ],
  [
    'rotatePrivateKey, encrypted',
    [locked],
    'slow',
    (k) => k.rotatePrivateKey('office', 'locked', { ...takes, passphrase }),
  ],
  ['deletePrivateKey', [offices], 'writes', (k) => k.deletePrivateKey('office', 'aria')],
];

/** A keystore with one of everything. */
async function prepare(basePath) {
  const keystore = new Keystore({ basePath });
  await keystore.saveConfig({ endpoint, apiKey: 'mi_example', email: 'old@example.com' });
  await new Keystore({ basePath, profile: 'work' }).saveConfig({ endpoint });
  await keystore.storeJWTSecret('a secret');
  await keystore.generateAndStore('office', 'aria', { endpoint });
  await keystore.generateAndStore('office', 'locked', { passphrase });
  const interrupted = { ...takes, works: () => Promise.reject(new Error('interrupted')) };
  await keystore.rotatePrivateKey('office', 'aria', interrupted).catch(() => undefined);
}

/** Runs each use and returns its outcome. */
async function attempt(keystore, names) {
  const outcomes = [];
  for (const [name, , , run] of uses.filter(([one]) => names.includes(one))) {
    const error = await run(keystore).then(
      () => undefined,
      (reason) => reason,
    );
    const { name: type, code, path, message, hint } = error ?? {};
    outcomes.push({ name, type, code, path, message, hint });
  }
  return outcomes;
}

/**
 * Adds the entries below a folder to `seen`, with their modes. The token in a name is replaced by `TOKEN`.
 */
function look(folder, seen) {
  for (const name of ['', ...readdirSync(folder, { recursive: true })]) {
    const stats = lstatSync(`${folder}/${name}`);
    const kind = name.replace(/\d+-\d+-[0-9a-f]{12}-[0-9a-f]{16}/, 'TOKEN');
    seen.add(`${kind || '.'} ${stats.isDirectory() ? 'folder' : 'file'} ${(stats.mode & 0o777).toString(8)}`);
  }
}

const modes = {
  list: async () => uses.map(([name, files, kind]) => ({ name, files, kind })),
  prepare: async ({ basePath }) => prepare(basePath),
  /** Tries uses on several keystores. */
  attempt: async (tries) => {
    const all = {};
    for (const { basePath, what, names } of tries)
      all[what] = await attempt(new Keystore({ basePath }), names);
    return all;
  },
  /** Every file and folder that is made, while it is there too. */
  modes: async ({ basePath, umask }) => {
    process.umask(umask);
    const seen = new Set();
    const watched = () => look(basePath, seen);
    await prepare(basePath);
    watched();
    const keystore = new Keystore({ basePath });
    const told = async () => watched();
    const works = async () => {
      watched();
      return true;
    };
    const change = (profile) => {
      watched();
      return { ...profile, endpoint, email: 'seen@example.com' };
    };
    await keystore.updateConfig(change);
    await keystore.updateProfile((profile) => ({ ...change(profile), defaultOffice: 'o1' }));
    const copy = await keystore.exportPrivateKey('office', 'aria', { passphrase });
    await keystore.importPrivateKey('office', 'copy', copy, { passphrase, keepEncrypted: true });
    await keystore.importPrivateKey('Office-2', 'copy', key, { endpoint });
    await keystore.rotatePrivateKey('office', 'aria', { tell: told, works });
    await keystore.rotatePrivateKey('office', 'aria', { tell: told, works });
    await keystore.rotatePrivateKey('office', 'locked', { tell: told, works, passphrase });
    await attempt(
      keystore,
      uses.filter(([, , kind]) => kind === 'writes').map(([name]) => name),
    );
    watched();
    return [...seen].sort();
  },
  /** Two changes under whose feet the disk becomes one that can only be read. */
  remount: async ({ basePath, disk }) => {
    const readOnly = (how) => execFileSync('mount', ['-o', `remount,${how}`, disk]);
    const outcomes = [];
    const keystore = new Keystore({ basePath });
    const end = async (promise) => {
      const error = await promise.catch((reason) => reason);
      readOnly('rw');
      outcomes.push({ type: error?.name, code: error?.code, path: error?.path, message: error?.message });
    };
    const works = async () => {
      readOnly('ro');
      return true;
    };
    let calls = 0;
    const change = (current) => {
      // The first call looks whether there is anything to change; the lock is held from the second on.
      if (++calls === 2) readOnly('ro');
      return { ...current, email: 'new@example.com' };
    };
    await end(keystore.updateConfig(change));
    await end(keystore.rotatePrivateKey('office', 'aria', { ...takes, works }));
    outcomes.push(
      (await keystore.loadConfig()).email,
      (await keystore.loadPrivateKey('office', 'aria')).length,
    );
    return outcomes;
  },
};

process.stdout.write(JSON.stringify((await modes[mode](JSON.parse(given))) ?? null));
