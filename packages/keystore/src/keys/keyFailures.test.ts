import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleWorker } from '../../test/bundleWorker.ts';
import { giveAway, said, unprivileged, unshare } from '../../test/unprivileged.ts';

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
let uses: { name: string; files: string[]; kind: string }[];
beforeAll(async () => {
  root = realpathSync(await mkdtemp(join(tmpdir(), 'failures-')));
  worker = await bundleWorker('keystoreUses.mjs', root);
  giveAway(root);
  uses = (await said(as('list'))) as typeof uses;
  await said(as('prepare', { basePath: join(root, 'template') }));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The worker, as a user for whom modes count. */
function as(mode: string, given: unknown = {}): string[] {
  return [...unprivileged, process.execPath, worker, mode, JSON.stringify(given)];
}

let copies = 0;
function copy(): string {
  const basePath = join(root, `copy-${copies++}`);
  execFileSync('cp', ['-a', join(root, 'template'), basePath]);
  return basePath;
}

/** The uses that need a file or folder. */
const usesOf = (name: string, ...kinds: string[]) =>
  uses.filter(({ files, kind }) => files.includes(name) && kinds.includes(kind)).map((use) => use.name);

async function attempt(basePath: string, names: string[]): Promise<Outcome[]> {
  const { all } = (await said(as('attempt', [{ basePath, what: 'all', names }]))) as { all: Outcome[] };
  expect(all.map(({ name }) => name).sort()).toEqual([...names].sort());
  return all;
}

async function contents(folder: string): Promise<unknown> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.sort().map(async (path) => [path, await readFile(path, 'hex')]));
}

function expectAll(outcomes: Outcome[], expected: (outcome: Outcome) => object): void {
  for (const outcome of outcomes) {
    expect(outcome, outcome.name).toMatchObject({ type: 'KeystoreError', ...expected(outcome) });
    expect(outcome.message, outcome.name).toContain(outcome.path);
    expect(outcome.hint, outcome.name).toBeTruthy();
  }
}

/** A shell with disks of its own, that goes on as the worker. */
const withDisk = (script: string, ...args: string[]) => [
  'unshare',
  ...(unshare ?? []),
  '/bin/sh',
  '-ec',
  script,
  'sh',
  ...args,
];

test('error: names an unreadable file, and the chmod in the hint repairs it', async () => {
  for (const name of ['config.json', 'keys/jwt.key', 'keys/office/aria.key', 'keys/office/aria.key.next']) {
    const basePath = copy();
    const path = join(basePath, name);
    await chmod(path, 0o000);
    const outcomes = await attempt(basePath, usesOf(name, 'reads', 'writes'));
    expectAll(outcomes, () => ({ code: 'read_failed', path, hint: `chmod 600 ${path}` }));
    execFileSync('/bin/sh', ['-c', outcomes[0]?.hint ?? '']);
    expect((await attempt(basePath, usesOf(name, 'reads'))).map(({ code }) => code)).not.toContain(
      'read_failed',
    );
  }
});

test('error: names an unreadable folder; writing or deleting restores its mode', async () => {
  const basePath = copy();
  const folder = join(basePath, 'keys/office');
  const names = usesOf('keys/office/aria.key', 'reads');
  await chmod(folder, 0o000);
  const outcomes = await attempt(basePath, names);
  expectAll(outcomes, () => ({ code: 'read_failed', hint: `chmod 700 ${folder}` }));
  execFileSync('/bin/sh', ['-c', outcomes[0]?.hint ?? '']);
  expect((await attempt(basePath, names)).map(({ code }) => code)).toEqual(names.map(() => undefined));
  for (const name of ['importPrivateKey, forced', 'deletePrivateKey']) {
    await chmod(folder, 0o500);
    expect((await attempt(basePath, [name]))[0]).toEqual({ name });
  }
});

test('error: reads nothing and fails to write below a file', async () => {
  const file = join(root, 'a-file');
  await writeFile(file, '');
  const outcomes = await attempt(
    join(file, 'below'),
    uses.map(({ name }) => name),
  );
  const missing = [undefined, 'no_agent_key', 'no_jwt_secret', 'profile_unknown'];
  const failed = outcomes.filter(({ code }) => !missing.includes(code));
  expectAll(failed, () => ({
    code: 'write_failed',
    message: expect.stringContaining('a part of the path is no folder (ENOTDIR)'),
    hint: expect.stringContaining('basePath'),
  }));
  const stores = outcomes.filter(({ name }) => /^(generate|import|store|save)/.test(name));
  expect(stores.map(({ code }) => code)).toEqual(stores.map(() => 'write_failed'));
});

test('error: fails to write at a read-only path', async () => {
  const names = ['generateAndStore', 'importPrivateKey', 'storeJWTSecret', 'saveConfig'];
  for (const [basePath, errno] of [
    ['/of-no-user/.os1', 'EACCES'],
    [join(root, 'x'.repeat(256)), 'ENAMETOOLONG'],
  ] as const) {
    expectAll(await attempt(basePath, names), () => ({
      code: expect.stringMatching(/^(read|write)_failed$/),
      path: basePath,
      message: expect.stringContaining(`(${errno})`),
    }));
  }
});

test('error: reports a folder in place of a key, and a file in place of a folder', async () => {
  const basePath = copy();
  const path = join(basePath, 'keys/office/aria.key');
  await rm(path);
  await mkdir(path);
  const names = usesOf('keys/office/aria.key', 'reads', 'writes', 'slow');
  expectAll(await attempt(basePath, names), () => ({ code: 'unsafe_file', path }));
  expectAll(await attempt(basePath, ['deletePrivateKey']), () => ({
    code: 'write_failed',
    path,
    message: expect.stringMatching(/: (it is a folder \(EISDIR|the operation is not permitted \(EPERM)\)/),
  }));
  const office = join(basePath, 'keys/office');
  await rm(office, { recursive: true });
  await writeFile(office, '');
  giveAway(office);
  const all = [...names, 'deletePrivateKey', 'listAgentKeys'];
  expectAll(await attempt(basePath, all), () => ({ code: 'unsafe_folder', path: office }));
});

// Where no disk may be mounted, there is none that can only be read, or that does not work.
const mounting = unshare ? 'a disk of its own' : 'mounting is not permitted';

test(`error: reads and changes nothing on a read-only disk (${mounting})`, async () => {
  if (!unshare) return;
  const disk = join(root, 'read-only');
  await mkdir(disk);
  const writes = uses.filter(({ kind }) => kind === 'writes').map(({ name }) => name);
  const reads = uses.filter(({ kind }) => kind === 'reads').map(({ name }) => name);
  const basePath = join(disk, '.os1');
  const tries = [
    { basePath, what: 'writes', names: writes },
    { basePath, what: 'reads', names: reads },
  ];
  const script = `mount -t tmpfs -o mode=755 tmpfs "$1"; cp -a "$2" "$1/.os1"; mount -o remount,ro "$1"
    find "$1" > "$3"; shift 3; "$@"; find "$DISK" > "$LIST"`;
  const [list, after] = [join(root, 'before'), join(root, 'after')];
  const command = withDisk(script, disk, join(root, 'template'), list, ...as('attempt', tries));
  const outcomes = (await said(['env', `DISK=${disk}`, `LIST=${after}`, ...command])) as Record<
    string,
    Outcome[]
  >;
  expect(await readFile(after, 'utf8')).toBe(await readFile(list, 'utf8'));
  expect(outcomes['reads']?.map(({ name, code }) => [name, code])).toEqual(
    reads.map((name) => [name, undefined]),
  );
  const refused = outcomes['writes'] ?? [];
  expect(refused).toHaveLength(writes.length);
  // A key that is there is not replaced anyway, but that is found out with the new one in hand.
  expectAll(refused, () => ({
    code: 'write_failed',
    message: expect.stringContaining('the file system is read-only (EROFS)'),
    hint: expect.stringContaining('basePath'),
  }));
});

test(`error: throws a typed error when the disk turns read-only under a lock (${mounting})`, async () => {
  if (!unshare) return;
  const disk = join(root, 'remounted');
  await mkdir(disk);
  // Who mounts must be root there: the keystore is theirs.
  const worker = as('remount', { basePath: join(disk, '.os1'), disk }).slice(unprivileged.length);
  const script = `mount -t tmpfs -o mode=755 tmpfs "$1"; cp -r "$2" "$1/.os1"; chmod -R go= "$1/.os1"; shift 2; exec "$@"`;
  const outcomes = (await said(withDisk(script, disk, join(root, 'template'), ...worker))) as unknown[];
  expect(outcomes).toEqual([
    {
      type: 'KeystoreError',
      code: 'write_failed',
      path: join(disk, '.os1/config.json'),
      message: expect.stringContaining('EROFS'),
    },
    {
      type: 'KeystoreError',
      code: 'write_failed',
      path: expect.stringContaining(join(disk, '.os1/keys/office/aria.key')),
      message: expect.stringContaining('EROFS'),
    },
    'old@example.com',
    32,
  ]);
});

test(`error: reports read errors of the disk (${mounting})`, async () => {
  if (!unshare) return;
  const basePath = copy();
  if (unprivileged.length > 0) execFileSync('chown', ['-R', '0:0', basePath]);
  const before = await contents(basePath);
  const path = join(basePath, 'keys/office/aria.key');
  const names = usesOf('keys/office/aria.key', 'reads', 'writes', 'slow');
  // Reading a process's memory from its start is the one thing that fails with EIO everywhere.
  const worker = as('attempt', [{ basePath, what: 'all', names }]).slice(unprivileged.length);
  const command = withDisk('mount --bind "/proc/$$/mem" "$1"; shift; exec "$@"', path, ...worker);
  const { all } = (await said(command)) as { all: Outcome[] };
  expect(all).toHaveLength(names.length);
  expectAll(all, () => ({
    code: 'read_failed',
    path,
    message: expect.stringContaining('the disk reports an error (EIO)'),
  }));
  expect(await contents(basePath)).toEqual(before);
});
