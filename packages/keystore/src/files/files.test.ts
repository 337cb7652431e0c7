import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { link, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryName } from '@mitosislabs/auth/nodeFiles';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { failure } from '../../test/failure.ts';
import { giveAway, isRoot, unprivileged } from '../../test/unprivileged.ts';
import { Keystore } from '../Keystore.ts';

// Some start a process, and write hundreds of files.
vi.setConfig({ testTimeout: 120_000 });

const UID = 65_534;

/** The keystore as one file that every user may read: a checkout may lie where only its owner can. */
let bundle: string;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keystore-'));
  bundle = await bundleWorker('../src/index.ts', folder);
  return () => rm(folder, { recursive: true });
});

let root: string;
let basePath: string;
let keystore: Keystore;
beforeEach(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), 'files-')));
  basePath = join(root, '.os1');
  keystore = new Keystore({ basePath });
  await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
  await keystore.storeJWTSecret('a secret');
  await keystore.generateAndStore('office', 'aria');
});
afterEach(() => rm(root, { recursive: true }));

/** A Node process with a keystore on `basePath`, as a user for whom file modes count. */
function start(program: string, { shell = 'exec "$@"' } = {}): ChildProcess {
  const script = `import { Keystore, KeystoreError } from ${JSON.stringify(pathToFileURL(bundle).href)};
    import fs from 'node:fs/promises';
    const basePath = ${JSON.stringify(basePath)};
    const keystore = new Keystore({ basePath });
    ${program}`;
  const node = ['--input-type=module', '-e', script];
  const user = [...unprivileged, process.execPath];
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  return spawn('/bin/sh', ['-c', shell, 'sh', ...user, ...node], { cwd: tmpdir(), stdio: [...stdio] });
}

/** Runs a program in such a process. Resolves with its output, parsed as JSON. */
async function run(program: string, options?: { shell?: string }): Promise<unknown> {
  giveAway(root);
  const child = start(program, options);
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return JSON.parse(output);
}

describe('as an ordinary user', () => {
  test('behavior: accepts the four owner-only modes of 512', async () => {
    const outcomes = (await run(`
      const outcomes = {};
      for (let mode = 0; mode < 512; mode++) {
        await fs.chmod(basePath + '/keys/office/aria.key', mode);
        const code = await keystore.getPublicKey('office', 'aria').then(() => 'used', (error) => error.code);
        (outcomes[code] ??= []).push(mode.toString(8));
      }
      console.log(JSON.stringify(outcomes));`)) as Record<string, string[]>;
    expect(outcomes['used']).toEqual(['400', '500', '600', '700']);
    // Without the owner's own bit it cannot even be opened.
    expect(outcomes['read_failed']).toEqual(['0', '100', '200', '300']);
    expect(outcomes['unsafe_file']).toHaveLength(504);
  });

  test('behavior: creates files 0600 and folders 0700 under any umask, at every moment', async () => {
    const seen = await run(`
      const seen = new Set();
      let done = false;
      async function look() {
        for (const entry of await fs.readdir(basePath, { recursive: true }).catch(() => [])) {
          const stats = await fs.lstat(basePath + '/' + entry).catch(() => undefined);
          if (stats?.isFile() && (stats.mode & 0o177) !== 0) seen.add(entry + ' ' + (stats.mode & 0o777).toString(8));
        }
      }
      const watching = (async () => { while (!done) await look(); })();
      for (const umask of [0o000, 0o022, 0o077, 0o277, 0o777]) {
        process.umask(umask);
        await fs.rm(basePath, { recursive: true });
        for (let round = 0; round < 10; round++) {
          await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai' });
          await keystore.storeJWTSecret('a secret');
          await keystore.generateAndStore('office', 'aria', { force: true });
        }
        for (const [name, mode] of Object.entries({
          '': 0o700, keys: 0o700, sessions: 0o700, 'keys/office': 0o700, 'config.json': 0o600,
          'keys/jwt.key': 0o600, 'keys/office/aria.key': 0o600, 'keys/office/aria.key.bak-9': 0o600,
        })) {
          const stats = await fs.stat(basePath + '/' + name);
          if ((stats.mode & 0o777) !== mode) seen.add(umask + ' ' + name + ' ' + (stats.mode & 0o777).toString(8));
        }
      }
      done = true;
      await watching;
      console.log(JSON.stringify([...seen]));`);
    expect(seen).toEqual([]);
  });

  test('error: refuses a file or folder of another user', async () => {
    // Root tests with its own file in a folder of another user; other users with `/`, which belongs to root.
    const foreign = join(root, 'foreign');
    giveAway(root);
    const script = `
      const other = new Keystore({ basePath: ${JSON.stringify(isRoot ? foreign : '/')} });
      const failed = (promise) => promise.then(() => 'used', (error) => [error.code, error.message, error.hint].join(' '));
      console.log(JSON.stringify([await failed(other.loadConfig()), await failed(other.saveConfig({ endpoint: 'https://m.mitosislabs.ai' }))]));`;
    if (isRoot) {
      mkdirSync(foreign, { mode: 0o700 });
      chownSync(foreign, UID, UID);
      writeFileSync(join(foreign, 'config.json'), '{"endpoint":"https://evil.example"}', { mode: 0o600 });
      chmodSync(join(foreign, 'config.json'), 0o604);
    }
    const child = start(script);
    const [chunk] = await once(child.stdout ?? child, 'data');
    for (const outcome of JSON.parse(String(chunk))) {
      expect(outcome).toMatch(/^unsafe_(file|folder) .* belongs to user 0, not to you\. sudo chown /);
    }
  });

  test('error: names a folder that cannot be created and touches nothing else', async () => {
    const paths = ['/of-no-user/.os1', '/dev/null/.os1', '/proc/.os1'];
    const outcomes = await run(`
      const outcomes = [];
      const { mode } = await fs.stat('/dev');
      for (const basePath of ${JSON.stringify(paths)}) {
        const error = await new Keystore({ basePath }).saveConfig({ endpoint: 'https://m.mitosislabs.ai' })
          .catch((reason) => reason);
        outcomes.push([error instanceof KeystoreError, error.code, error.path, (await fs.stat('/dev')).mode === mode]);
      }
      console.log(JSON.stringify(outcomes));`);
    expect(outcomes).toEqual(paths.map((path) => [true, 'write_failed', path, true]));
  });

  test('behavior: creates missing parent folders with 0700 and keeps existing modes', async () => {
    const modes = await run(`
      const parent = basePath + '/../parent';
      await fs.mkdir(parent);
      await fs.chmod(parent, 0o755);
      await new Keystore({ basePath: parent + '/a/b/c' }).storeJWTSecret('a secret');
      const modes = [];
      for (const path of ['', '/a', '/a/b', '/a/b/c']) modes.push(((await fs.stat(parent + path)).mode & 0o777).toString(8));
      console.log(JSON.stringify(modes));`);
    expect(modes).toEqual(['755', '700', '700', '700']);
  });
});

describe('after failures', () => {
  test('error: keeps the old files on a full disk and names file and cause', async () => {
    const publicKey = await keystore.getPublicKey('office', 'aria');
    // A limit on the size of files fails each write where a full disk would.
    const failures = await run(
      `const failed = (promise) => promise.then(() => 'written', (error) => [error instanceof KeystoreError, error.code, error.message]);
      console.log(JSON.stringify([
        await failed(keystore.saveConfig({ endpoint: 'https://other.example' })),
        await failed(keystore.storeJWTSecret('another')),
        await failed(keystore.generateAndStore('office', 'aria', { force: true })),
        await failed(keystore.generateAndStore('office', 'bob')),
      ]));`,
      { shell: 'ulimit -f 0; export TSX_DISABLE_CACHE=1; exec "$@"' },
    );
    for (const [typed, code, message] of failures as [boolean, string, string][]) {
      expect([typed, code]).toEqual([true, 'write_failed']);
      expect(message).toMatch(/Could not write .*\.os1.*EFBIG/);
    }
    if (isRoot) execFileSync('chown', ['-hR', '0:0', root]);
    expect(await keystore.loadConfig()).toEqual({ endpoint: 'https://m.mitosislabs.ai' });
    expect(await keystore.loadJWTSecret()).toBe('a secret');
    expect(await keystore.getPublicKey('office', 'aria')).toBe(publicKey);
    expect((await readdir(basePath, { recursive: true })).filter((name) => /tmp|bob|bak/.test(name))).toEqual(
      [],
    );
  });

  test('behavior: leaves a file that another process is writing', async () => {
    const writing = join(basePath, `.tmp-${process.ppid}-0123456789abcdef`);
    const abandoned = join(basePath, `.tmp-${process.pid}-0123456789abcdef`);
    for (const path of [writing, abandoned]) await writeFile(path, 'half of a sec', { mode: 0o600 });
    // Older than this process, which has the same number as the one that wrote it.
    const before = (Date.now() - process.uptime() * 1_000) / 1_000 - 10;
    await utimes(abandoned, before, before);
    await new Keystore({ basePath }).loadConfig();
    expect((await readdir(basePath)).filter((name) => name.startsWith('.tmp'))).toEqual([
      `.tmp-${process.ppid}-0123456789abcdef`,
    ]);
    expect((await stat(writing)).size).toBe(13);
    await utimes(writing, 1, 1);
    await new Keystore({ basePath }).loadConfig();
    expect((await readdir(basePath)).filter((name) => name.startsWith('.tmp'))).toEqual([]);
  });

  test('behavior: checks the pid of a writer only on its own machine', async () => {
    const [, pid = '', start = '', place = ''] =
      /^\.tmp-(\d+)-(\d+)-([0-9a-f]{12})-/.exec(temporaryName()) ?? [];
    const ended = spawnSync(process.execPath, ['-e', '']).pid;
    const hex = '0123456789abcdef';
    const left = [
      `.tmp-${ended}-${start}-${place === '0'.repeat(12) ? '1'.repeat(12) : '0'.repeat(12)}-${hex}`,
      `.tmp-${pid}-${start}-${place}-${hex}`,
    ];
    const gone = [`.tmp-${ended}-${start}-${place}-${hex}`, `.tmp-${ended}-${hex}`];
    // The same number, given to another process since. Where the system does not say when one started, it is left.
    if (start !== '0') gone.push(`.tmp-${pid}-1${start}-${place}-${hex}`);
    const temporaries = async () =>
      (await readdir(basePath)).filter((name) => name.startsWith('.tmp')).sort();
    for (const name of [...left, ...gone])
      await writeFile(join(basePath, name), 'half of a sec', { mode: 0o600 });
    await new Keystore({ basePath }).loadConfig();
    expect(await temporaries()).toEqual(left.sort());
    // After an hour no write is still running.
    for (const name of left) await utimes(join(basePath, name), 1, 1);
    await new Keystore({ basePath }).loadConfig();
    expect(await temporaries()).toEqual([]);
  });

  test('behavior: reads a key whose writer was killed before it removed the temporary name', async () => {
    const path = join(basePath, 'keys', 'office', 'aria.key');
    const temporary = join(basePath, 'keys', 'office', `.tmp-${process.ppid}-fedcba9876543210`);
    await link(path, temporary);
    expect(await keystore.loadPrivateKey('office', 'aria')).toHaveLength(32);
    await link(path, join(root, 'a third name'));
    expect((await failure(keystore.loadPrivateKey('office', 'aria'))).code).toBe('unsafe_file');
  });

  test('behavior: syncs the file before the rename, and the folder after', async () => {
    const path = join(basePath, 'config.json');
    const file = await open(path);
    const prototype: { sync: () => Promise<void> } = Object.getPrototypeOf(file);
    await file.close();
    const seen: [kind: string, named: boolean][] = [];
    const sync = prototype.sync;
    const watched = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: typeof file) {
      const isFolder = (await this.stat()).isDirectory();
      seen.push([isFolder ? 'folder' : 'file', (await readFile(path, 'utf8')).includes('other.example')]);
      return sync.call(this);
    });
    try {
      await keystore.saveConfig({ endpoint: 'https://m.mitosislabs.ai', email: 'me@other.example' });
    } finally {
      watched.mockRestore();
    }
    expect(seen).toEqual([
      ['file', false],
      ['folder', true],
    ]);
  });

  test('behavior: leaves one whole config after two concurrent writes', async () => {
    const endpoints = Array.from(
      { length: 50 },
      (_, index) => `https://${index}.example/${'x'.repeat(index * 99)}`,
    );
    await Promise.all(endpoints.map((endpoint) => keystore.saveConfig({ endpoint })));
    expect(endpoints).toContain((await keystore.loadConfig()).endpoint);
    expect((await readdir(basePath)).sort()).toEqual(['config.json', 'keys', 'sessions']);
  });
});
