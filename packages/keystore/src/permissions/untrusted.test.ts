import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { chmod, link, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failure } from '../../test/failure.ts';
import { Keystore } from '../Keystore.ts';

let root: string;
let basePath: string;
let keystore: Keystore;
beforeEach(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), 'files-')));
  basePath = join(root, '.os1');
  keystore = new Keystore({ basePath });
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai', apiKey: 'mi_example' });
  await keystore.storeJWTSecret('a secret');
  await keystore.generateAndStore('office', 'aria');
});
afterEach(() => rm(root, { recursive: true }));

const secrets: [name: string, uses: readonly ((of: Keystore) => Promise<unknown>)[]][] = [
  ['config.json', [(of) => of.loadConfig(), (of) => of.saveConfig({ endpoint: 'https://evil.example' })]],
  ['keys/jwt.key', [(of) => of.loadJWTSecret(), (of) => of.storeJWTSecret('another')]],
  [
    'keys/office/aria.key',
    [
      (of) => of.loadPrivateKey('office', 'aria'),
      (of) => of.getPublicKey('office', 'aria'),
      (of) => of.generateAndStore('office', 'aria', { force: true }),
    ],
  ],
];

const kinds: [what: string, replace: (path: string) => Promise<unknown>][] = [
  ['a link to a file for the group', (path) => linked(path, () => chmod(join(root, 'moved'), 0o640))],
  [
    'a link to a file with a hard link',
    (path) => linked(path, () => link(join(root, 'moved'), join(root, 'second'))),
  ],
  [
    'a link into a folder that others can write to',
    async (path) => {
      await mkdir(join(root, 'shared'));
      await rename(path, join(root, 'shared', 'moved'));
      await symlink(join(root, 'shared', 'moved'), path);
      await chmod(join(root, 'shared'), 0o777);
    },
  ],
  ['a link to itself', (path) => rm(path).then(() => symlink(path, path))],
  ['a link to a pipe', (path) => linked(path, () => pipeAt(join(root, 'moved')))],
  ['a link to nothing', (path) => rm(path).then(() => symlink(join(root, 'nothing'), path))],
  ['a hard link', (path) => link(path, join(root, 'second'))],
  ['a folder', (path) => rm(path).then(() => mkdir(path))],
  ['a pipe', pipeAt],
  [
    'a socket',
    async (path) => {
      await rm(path);
      const server = createServer().listen(`${path}.socket`);
      await once(server, 'listening');
      // Closing the server removes the name that it made.
      await rename(`${path}.socket`, path);
      server.close();
    },
  ],
  ['a file for the group', (path) => chmod(path, 0o640)],
  ['a file for all', (path) => chmod(path, 0o604)],
];

/** Moves a file elsewhere, leaves a link to it, and changes what the link leads to. */
async function linked(path: string, spoil: () => Promise<unknown>): Promise<void> {
  await rename(path, join(root, 'moved'));
  await symlink(join(root, 'moved'), path);
  await spoil();
}

async function pipeAt(path: string): Promise<void> {
  await rm(path);
  execFileSync('mkfifo', ['-m', '600', path]);
}

describe('untrusted files', () => {
  for (const [name, uses] of secrets) {
    test.each(kinds)(`error: neither reads nor replaces ${name} as %s`, async (_, replace) => {
      const path = join(basePath, name);
      await replace(path);
      const before = await snapshot();
      for (const use of uses) {
        const error = await failure(use(keystore));
        // Behind a link, the error names the file or folder that has to change.
        expect(error.code).toBe(error.path === join(root, 'shared') ? 'unsafe_folder' : 'unsafe_file');
        expect([path, join(root, 'moved'), join(root, 'shared')]).toContain(error.path);
        expect(error.hint).toMatch(/chmod [67]00|mv /);
      }
      expect(await snapshot()).toEqual(before);
    });
  }

  test.each(['keys', 'keys/office'])(
    'error: refuses a link to a folder that is not private: %s',
    async (name) => {
      const path = join(basePath, name);
      await rename(path, join(root, 'elsewhere'));
      await symlink(join(root, 'elsewhere'), path);
      await chmod(join(root, 'elsewhere'), 0o722);
      const before = await snapshot();
      expect(await failure(keystore.loadPrivateKey('office', 'aria'))).toMatchObject({
        code: 'unsafe_folder',
        path,
      });
      expect(await snapshot()).toEqual(before);
    },
  );

  test('behavior: accepts a home that is a link to a private folder', async () => {
    await rename(basePath, join(root, 'elsewhere'));
    await symlink(join(root, 'elsewhere'), basePath);
    const linked = new Keystore({ basePath });
    expect(await linked.loadConfig()).toMatchObject({ endpoint: 'https://m.mitosislabs.ai' });
    await linked.generateAndStore('office', 'bob');
    expect(await linked.listAgentKeys('office')).toEqual(['aria', 'bob']);
    await chmod(join(root, 'elsewhere'), 0o777);
    expect(await failure(linked.loadConfig())).toMatchObject({ code: 'unsafe_folder', path: basePath });
  });

  test('error: does not write to a home that is a dangling link, or a link to a file', async () => {
    await rename(basePath, join(root, 'elsewhere'));
    await symlink(join(root, 'nothing'), basePath);
    expect(await keystore.loadConfig()).toEqual({});
    const error = await failure(keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' }));
    expect(error).toMatchObject({ code: 'write_failed', path: basePath });
    await rm(basePath);
    await symlink(join(root, 'elsewhere', 'config.json'), basePath);
    expect(await failure(keystore.loadConfig())).toMatchObject({ code: 'unsafe_folder', path: basePath });
  });

  test.each(['.', 'keys', 'keys/office'])(
    'error: refuses a folder that others can write to: %s',
    async (name) => {
      const path = join(basePath, name);
      for (const mode of [0o720, 0o702, 0o777]) {
        await chmod(path, mode);
        const error = await failure(keystore.loadPrivateKey('office', 'aria'));
        expect(error).toMatchObject({ code: 'unsafe_folder', path });
        execFileSync('sh', ['-c', error.hint ?? '']);
        expect(await keystore.loadPrivateKey('office', 'aria')).toHaveLength(32);
      }
    },
  );

  test('behavior: is accepted after the command in the hint', async () => {
    const path = join(basePath, 'keys', 'office', 'aria.key');
    for (const spoil of [() => chmod(path, 0o644), () => link(path, join(root, 'second name'))]) {
      const key = await keystore.loadPrivateKey('office', 'aria');
      await spoil();
      const error = await failure(keystore.loadPrivateKey('office', 'aria'));
      execFileSync('sh', ['-c', error.hint ?? '']);
      expect(await keystore.loadPrivateKey('office', 'aria')).toEqual(key);
    }
  });

  async function snapshot(): Promise<unknown> {
    const names = (await readdir(root, { recursive: true })).sort();
    return Promise.all(
      names.map(async (name) => {
        const { mode, ino, size, nlink, mtimeMs } = await lstat(join(root, name));
        const isFile = (mode & 0o170000) === 0o100000;
        return [name, mode, ino, size, nlink, isFile && [mtimeMs, await readFile(join(root, name), 'hex')]];
      }),
    );
  }
});
