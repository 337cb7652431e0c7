import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import {
  chmod,
  chown,
  lchown,
  link,
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { giveAway, isRoot, said, unprivileged } from '../../test/unprivileged.ts';

interface Use {
  name: string;
  /** The files that it needs, relative to the keystore's folder. */
  files: string[];
  kind: 'reads' | 'writes' | 'slow';
}

interface Outcome {
  name: string;
  type?: string;
  code?: string;
  path?: string;
  message?: string;
  hint?: string;
}

let root: string;
let worker: string;
let uses: Use[];
beforeAll(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), 'permissions-')));
  worker = await bundleWorker('keystoreUses.mjs', root);
  giveAway(root);
  uses = (await ask('list')) as Use[];
  await ask('prepare', { basePath: join(root, 'template') });
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Has the worker do something as a user for whom modes count. */
async function ask(mode: string, given: unknown = {}): Promise<unknown> {
  return said([...unprivileged, process.execPath, worker, mode, JSON.stringify(given)]);
}

const FILES = ['config.json', 'keys/jwt.key', 'keys/office/aria.key.endpoint', 'keys/office/aria.key'];
const KEYS = [...FILES, 'keys/office/aria.key.next', 'keys/office/locked.key'];
const FOLDERS = ['.', 'keys', 'keys/office'];

/** Whether a use needs a file or folder: a file that it uses, or a folder above one. */
const needs = ({ files }: Use, name: string) =>
  files.includes(name) ||
  (FOLDERS.includes(name) && files.some((file) => name === '.' || file.startsWith(name)));

/** Copies of the keystore, each with one thing in it spoiled. */
async function spoiled(what: string, names: readonly string[], spoil: (path: string) => Promise<void>) {
  const tries = names.map((name, index) => ({ name, basePath: join(root, `${what}-${index}`) }));
  for (const { name, basePath } of tries) {
    execFileSync('cp', ['-a', join(root, 'template'), basePath]);
    await spoil(join(basePath, name));
  }
  return tries;
}

async function snapshot(folder: string): Promise<unknown> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const { mode, ino, uid, nlink } = await lstat(join(folder, name));
      const isFile = (mode & 0o170000) === 0o100000;
      return [name, mode, ino, uid, nlink, isFile && (await readFile(join(folder, name), 'hex'))];
    }),
  );
}

/** Runs the command of a hint: with `sudo` as root, else as who owns the files. */
function run(hint: string): void {
  const command = hint.replace(/^Move it away[^:]*: /, '');
  expect(command).toMatch(/^(sudo chown |chmod |mv |cp )/);
  const [user, line] = command.startsWith('sudo ') ? [[], command.slice(5)] : [unprivileged, command];
  const [file = '', ...args] = [...user, '/bin/sh', '-c', line];
  execFileSync(file, args, { cwd: tmpdir() });
}

type Spoil = [what: string, problem: RegExp, spoil: (path: string) => Promise<void>];

const moveAside = async (path: string) => {
  await rename(path, `${path}-elsewhere`);
  await symlink(`${path}-elsewhere`, path);
  giveAway(path);
};
/** A link of another user: that user could let it lead anywhere. Only root can make one. */
const foreignLink = async (path: string) => {
  await moveAside(path);
  await lchown(path, 12_345, 12_345);
};
const ofFiles: Spoil[] = [
  ['a file for the group to read', /mode 0640/, (path) => chmod(path, 0o640)],
  ['a file for the group to write', /mode 0620/, (path) => chmod(path, 0o620)],
  ['a hard link', /hard link/, (path) => link(path, `${path}-second`)],
];
const ofFolders: Spoil[] = [];
// Only root can give a file to another user. For other users, see files.test.ts.
if (isRoot) {
  ofFiles.push(['a file of another user', /belongs to user 0, not to you/, (path) => chown(path, 0, 0)]);
  ofFiles.push(['a link of another user', /is a link/, foreignLink]);
  ofFolders.push(['a folder that is a link of another user', /is a link/, foreignLink]);
  ofFolders.push(['a folder of another user', /belongs to user 0, not to you/, (path) => chown(path, 0, 0)]);
}

describe('untrusted files are refused by every method', () => {
  test.each([
    ...ofFiles.map((spoil) => [...spoil, KEYS, ['reads', 'writes', 'slow']] as const),
    ...ofFolders.map((spoil) => [...spoil, FOLDERS, ['reads', 'writes', 'slow']] as const),
    // Writes restore the mode of the folder first.
    [
      'a folder for the group',
      /mode 0770/,
      (path: string) => chmod(path, 0o770),
      FOLDERS,
      ['reads'],
    ] as const,
  ])(
    'error: refuses %s, and the command in the hint repairs it',
    async (what, problem, spoil, names, kinds) => {
      const tries = await spoiled(what.replaceAll(' ', '-'), names, spoil);
      const chosen = tries.map(({ name, basePath }) => ({
        basePath,
        what: name,
        names: uses
          .filter((use) => kinds.some((kind) => kind === use.kind) && needs(use, name))
          .map((use) => use.name),
      }));
      const before = await Promise.all(tries.map(({ basePath }) => snapshot(basePath)));
      const refused = (await ask('attempt', chosen)) as Record<string, Outcome[]>;
      expect(await Promise.all(tries.map(({ basePath }) => snapshot(basePath)))).toEqual(before);
      for (const { name, basePath } of tries) {
        const outcomes = refused[name] ?? [];
        expect(outcomes.length, name).toBeGreaterThan(0);
        const code = FOLDERS.includes(name) ? 'unsafe_folder' : 'unsafe_file';
        for (const { name: use, type, code: found, path, message } of outcomes) {
          expect([type, found, path], `${use}: ${name}`).toEqual([
            'KeystoreError',
            code,
            join(basePath, name),
          ]);
          expect(message, `${use}: ${name}`).toMatch(problem);
        }
        run(outcomes[0]?.hint ?? '');
      }
      // Links are gone now; all other files are used again.
      const cheap = uses.filter(({ kind }) => kind !== 'slow').map(({ name }) => name);
      const mended = chosen.map((one) => ({
        ...one,
        names: one.names.filter((name) => cheap.includes(name)),
      }));
      const isGone = /link of/.test(what);
      for (const [name, outcomes] of Object.entries((await ask('attempt', mended)) as typeof refused)) {
        for (const { name: use, code, message } of outcomes) {
          const allowed = [
            'key_exists',
            ...(isGone ? ['no_agent_key', 'no_jwt_secret', 'profile_unknown'] : []),
          ];
          expect([undefined, ...allowed], `${use}: ${name}: ${message}`).toContain(code);
        }
      }
    },
    180_000,
  );
});

describe('a home folder that is a link', () => {
  test('behavior: works, with an owner-only folder behind it', async () => {
    const [{ basePath = '' } = {}] = await spoiled('a-home-link', ['.'], moveAside);
    await chmod(`${basePath}-elsewhere`, 0o755);
    const names = uses.filter(({ kind }) => kind !== 'slow').map(({ name }) => name);
    const outcomes = (await ask('attempt', [{ basePath, what: 'home', names }])) as Record<string, Outcome[]>;
    for (const { name, code } of outcomes['home'] ?? [])
      expect([undefined, 'key_exists'], name).toContain(code);
    expect((await lstat(basePath)).isSymbolicLink()).toBe(true);
    expect((await lstat(`${basePath}-elsewhere`)).mode & 0o777).toBe(0o700);
  });

  // Only root can make a link for another user.
  test.runIf(isRoot)('error: refuses a link of another user', async () => {
    const [{ basePath = '' } = {}] = await spoiled('another-link', ['.'], foreignLink);
    const names = uses.map(({ name }) => name);
    const before = await snapshot(`${basePath}-elsewhere`);
    const outcomes = (await ask('attempt', [{ basePath, what: 'home', names }])) as Record<string, Outcome[]>;
    const refused = (outcomes['home'] ?? []).filter(({ code }) => code === 'unsafe_folder');
    expect(refused.map(({ name }) => name)).toEqual(names);
    expect(await snapshot(`${basePath}-elsewhere`)).toEqual(before);
  });
});

describe('created files are for the owner only', () => {
  test.each(['000', '077'])(
    'behavior: creates files 0600 and folders 0700 under umask %s',
    async (umask) => {
      const basePath = join(root, `umask-${umask}`);
      const seen = (await ask('modes', { basePath, umask: Number.parseInt(umask, 8) })) as string[];
      const files = ['config.json', 'keys/jwt.key'];
      const office = ['aria', 'locked', 'copy', 'bob'].map((agent) => `${agent}.key`);
      const others = ['aria.key.next', 'aria.key.bak-1', 'aria.key.bak-2', 'aria.key.lock/TOKEN'];
      const more = ['locked.key.next', 'locked.key.bak-1', 'aria.key.endpoint'];
      for (const name of [...office, ...others, ...more]) files.push(`keys/office/${name}`);
      files.push('config.json.lock/TOKEN', 'keys/%4fffice-2/copy.key', 'keys/%4fffice-2/copy.key.endpoint');
      const folders = ['.', 'config.json.lock', 'keys', 'keys/%4fffice-2', 'keys/office', 'sessions'];
      folders.push('keys/office/aria.key.lock', 'keys/office/locked.key.lock');
      const expected = [
        ...files.map((name) => `${name} file 600`),
        ...folders.map((name) => `${name} folder 700`),
      ];
      expect(seen).toEqual(expect.arrayContaining(expected));
      expect(seen.filter((line) => !/ file 600$| folder 700$/.test(line))).toEqual([]);
    },
    180_000,
  );
});
