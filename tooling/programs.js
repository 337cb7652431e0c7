import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Programs that some tests need and npm does not have: the names under which each is found, what it needs beside it, its
 * Debian packages, and the tests that are left out without it.
 */
const PROGRAMS = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    packages: ['chromium'],
    tests: 'those in a real browser',
  },
  tmux: { names: ['tmux'], packages: ['tmux'], tests: 'those at a real terminal' },
  keychain: {
    names: ['gnome-keyring-daemon'],
    packages: ['gnome-keyring', 'dbus-daemon', 'dbus-bin'],
    also: ['dbus-daemon', 'dbus-send'],
    tests: 'those with a real keychain',
  },
  less: { names: ['less'], packages: ['less'], tests: 'those of the pager' },
  openssl: { names: ['openssl'], packages: ['openssl'], tests: 'those with certificates' },
  curl: { names: ['curl'], packages: ['curl'], tests: 'those of copied commands' },
  bash: { names: ['bash'], packages: ['bash'], tests: 'those of completion in bash' },
  zsh: { names: ['zsh'], packages: ['zsh'], tests: 'those of completion in zsh' },
  fish: { names: ['fish'], packages: ['fish'], tests: 'those of completion in fish' },
  redis: {
    names: ['redis-server', 'valkey-server'],
    packages: ['redis-server'],
    tests: 'those of fleets with Redis',
  },
  postgres: {
    names: ['postgres'],
    also: ['id'],
    // Debian has a folder for each version.
    folders: '/usr/lib/postgresql',
    packages: ['postgresql'],
    tests: 'those of fleets with Postgres',
  },
  node26: {
    names: ['node'],
    packages: ['libatomic1'],
    // The official build of Node 26 is linked with it; Debian's base system does not have it.
    library: 'libatomic.so.1',
    tests: 'those on Node 26',
  },
};

export function findProgram(program) {
  const { names, also = [], folders, library } = PROGRAMS[program];
  if (library && !hasLibrary(library)) return undefined;
  if (!also.every((name) => onPath([name]))) return undefined;
  return onPath(names, folders && binariesIn(folders));
}

export function requireProgram(program) {
  const file = findProgram(program);
  if (file === undefined)
    throw new Error(`${program} is not installed: apt-get install ${PROGRAMS[program].packages.join(' ')}`);
  return file;
}

export function isMissing(program) {
  return findProgram(program) === undefined;
}

export function installPrograms() {
  const packages = missing().flatMap((program) => PROGRAMS[program].packages);
  const asRoot = packages.length > 0 && onPath(['apt-get']) ? rootPrefix() : undefined;
  let installed = [];
  if (asRoot) {
    const apt = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
    const ran =
      runs([...apt, 'update']) && runs([...apt, 'install', '-y', '--no-install-recommends', ...packages]);
    if (ran) installed = packages;
  }
  return {
    missing: missing().map((program) => `${program} (left out: ${PROGRAMS[program].tests})`),
    installed,
  };
}

function missing() {
  return Object.keys(PROGRAMS).filter(isMissing);
}

/** The words before a command that make it run as root, or undefined if that needs a password. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return onPath(['sudo']) && runs(['sudo', '-n', 'true']) ? ['sudo', '-n'] : undefined;
}

function runs([file = '', ...args]) {
  const { status } = spawnSync(file, args, { stdio: ['ignore', 'ignore', 'ignore'] });
  return status === 0;
}

function hasLibrary(name) {
  if (process.platform !== 'linux') return true;
  const folders = ['/lib', '/usr/lib', '/lib64', '/usr/lib64', '/usr/local/lib'];
  const ofThisMachine = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[process.arch];
  if (ofThisMachine) folders.push(`/lib/${ofThisMachine}`, `/usr/lib/${ofThisMachine}`);
  return folders.some((folder) => existsSync(join(folder, name)));
}

/** The folders of programs of all versions that are installed in a folder, the newest first. */
function binariesIn(folder) {
  if (!existsSync(folder)) return [];
  const versions = readdirSync(folder).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(folder, version, 'bin'));
}

function onPath(names, more = []) {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...more]) {
    for (const name of names) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}
