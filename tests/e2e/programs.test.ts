import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { root } from './snippets.ts';

const execute = promisify(execFile);

let folder: string;
beforeEach(async () => {
  // A user without rights reads the programs in it.
  folder = await mkdtemp(join(tmpdir(), 'mitosis-programs-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'bin'));
  for (const name of ['sh', 'bash', 'env', 'touch', 'chmod', 'dirname']) {
    await symlink(`/usr/bin/${name}`, join(folder, 'bin', name));
  }
  await symlink(process.execPath, join(folder, 'bin/node'));
});
afterEach(() => rm(folder, { recursive: true }));

async function addProgram(name: string, script: string): Promise<void> {
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

interface Installation {
  missing: string[];
  installed: string[];
}

/** A library, and Postgres on Debian, are not found on the PATH: whether they are missing depends on the machine. */
function readInstallation(stdout: string): Installation {
  const { missing, installed } = JSON.parse(stdout) as Installation;
  return {
    missing: missing.filter((line) => !/^(node26|postgres) /.test(line)),
    installed: installed.filter((name) => !['libatomic1', 'postgresql'].includes(name)),
  };
}

/** Installs the missing programs, on a PATH that has only those of this test. */
async function install(): Promise<Installation> {
  const code = `import { installPrograms } from ${JSON.stringify(join(root, 'tooling/programs.js'))};
    console.log(JSON.stringify(installPrograms()));`;
  const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: join(folder, 'bin'), LOG: join(folder, 'log'), BIN: join(folder, 'bin') },
  });
  return readInstallation(stdout);
}

/** Installs by writing the programs where the PATH finds them. */
const APT = `echo "$DEBIAN_FRONTEND $*" >> "$LOG"
case "$*" in *install*) for n in chromium tmux gnome-keyring-daemon dbus-daemon dbus-send less openssl curl zsh fish redis-server postgres id; do touch "$BIN/$n"; chmod 755 "$BIN/$n"; done;; esac`;
const isRoot = process.getuid?.() === 0;
const ALL = [
  'chromium (left out: those in a real browser)',
  'tmux (left out: those at a real terminal)',
  'keychain (left out: those with a real keychain)',
  'less (left out: those of the pager)',
  'openssl (left out: those with certificates)',
  'curl (left out: those of copied commands)',
  'zsh (left out: those of completion in zsh)',
  'fish (left out: those of completion in fish)',
  'redis (left out: those of fleets with Redis)',
];

test('default: installs missing programs as root, or with a sudo that asks for no password', async () => {
  await addProgram('apt-get', APT);
  // Root needs no sudo. For other users the test adds one that runs the command as it is.
  await addProgram('sudo', 'shift; "$@"');
  const { missing, installed } = await install();
  expect(missing).toEqual([]);
  expect(installed).toEqual([
    'chromium',
    'tmux',
    'gnome-keyring',
    'dbus-daemon',
    'dbus-bin',
    'less',
    'openssl',
    'curl',
    'zsh',
    'fish',
    'redis-server',
  ]);
  expect((await readFile(join(folder, 'log'), 'utf8')).replaceAll(/ (libatomic1|postgresql)/g, '')).toBe(
    'noninteractive -qq update\n' +
      'noninteractive -qq install -y --no-install-recommends chromium tmux gnome-keyring dbus-daemon dbus-bin less openssl curl zsh fish redis-server\n',
  );
  expect(await install()).toEqual({ missing: [], installed: [] });
});

test('behavior: installs only missing programs', async () => {
  await addProgram('apt-get', APT);
  await addProgram('sudo', 'shift; "$@"');
  await addProgram('google-chrome', '');
  await addProgram('tmux', '');
  expect((await install()).installed).toEqual([
    'gnome-keyring',
    'dbus-daemon',
    'dbus-bin',
    'less',
    'openssl',
    'curl',
    'zsh',
    'fish',
    'redis-server',
  ]);
});

test('error: without apt-get, or when it fails, the missing programs are named with their tests', async () => {
  expect(await install()).toEqual({ missing: ALL, installed: [] });
  await addProgram('sudo', 'shift; "$@"');
  await addProgram('apt-get', 'exit 100');
  expect(await install()).toEqual({ missing: ALL, installed: [] });
});

test.runIf(isRoot)('error: a sudo that asks for a password is not used', async () => {
  await addProgram('apt-get', APT);
  await addProgram('sudo', 'exit 1');
  const programs = join(folder, 'programs.mjs');
  await writeFile(programs, await readFile(join(root, 'tooling/programs.js')));
  const code = `import { installPrograms } from ${JSON.stringify(programs)};
    console.log(JSON.stringify(installPrograms()));`;
  const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: join(folder, 'bin'), LOG: join(folder, 'log'), BIN: join(folder, 'bin') },
    cwd: folder,
    uid: 65_534,
    gid: 65_534,
  });
  expect(readInstallation(stdout)).toEqual({ missing: ALL, installed: [] });
  await expect(readFile(join(folder, 'log'))).rejects.toThrow('ENOENT');
});

test('behavior: tests that need a missing program are skipped, and the others run', async () => {
  const report = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const files = ['keychain.test.ts', 'index.test.ts'];
  const args = [vitest, 'run', '--project', 'keystore', '--typecheck.enabled=false', ...files];
  await execute(process.execPath, [...args, '--reporter=json', `--outputFile=${report}`], {
    cwd: root,
    env: { ...process.env, PATH: join(folder, 'bin') },
  });
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(await readFile(report, 'utf8'));
  expect(numFailedTests).toBe(0);
  expect(numPassedTests).toBeGreaterThan(0);
  expect(numPendingTests).toBeGreaterThan(10);
});
