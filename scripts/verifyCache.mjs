import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'node_modules/.cache/verify');

/** Files that all tests of packages read: what is installed, how they are run, and what they share. */
const SHARED =
  /^(package\.json|pnpm-lock\.yaml|pnpm-workspace\.yaml|tsconfig\.base\.json|vitest\.config\.ts|docs\/errors\.md)$|^tooling\/|^tests\/(support|vectors)\//;
/** Packages whose tests look at the whole repository. */
const LOOK_AT_ALL = ['cli', 'emulator'];

/** Results of earlier runs of `verify`, by the content of the files that each step reads. */
export class VerifyCache {
  /** The hash of each file of the clone, those that are not committed too; empty without git. */
  #hashes = new Map();
  /** The parts of the machine that steps depend on. */
  #surroundings;

  constructor(surroundings) {
    this.#surroundings = [process.version, process.arch, ...surroundings].join('\n');
    for (const file of filesOfClone()) {
      if (existsSync(join(root, file))) this.#hashes.set(file, hashOf(readFileSync(join(root, file))));
    }
  }

  /** The counts of a step that passed with the same files, or `undefined`. */
  find(step, reads) {
    const record = this.#record(step, reads);
    return record && existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : undefined;
  }

  /** Stores the counts of a step that passed. */
  store(step, reads, counts) {
    const record = this.#record(step, reads);
    if (!record) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(record, JSON.stringify(counts));
  }

  #record(step, reads) {
    if (this.#hashes.size === 0) return undefined;
    const lines = [...this.#hashes].filter(([file]) => reads(file)).map((entry) => entry.join(' '));
    return join(folder, `${hashOf([step, this.#surroundings, ...lines.sort()].join('\n'))}.json`);
  }
}

/** Whether a file has a part in the unit tests of a package: its own, and the sources of all that it is built on. */
export function readsOf(name) {
  if (LOOK_AT_ALL.includes(name)) return () => true;
  const others = [...dependenciesOf(name)].map((other) => `packages/${other}/`);
  return (file) =>
    SHARED.test(file) ||
    file.startsWith(`packages/${name}/`) ||
    (others.some((other) => file.startsWith(other)) && !/\.test(-d)?\.ts$|\.md$/.test(file));
}

/** The packages that a package depends on, also indirectly and for its tests. */
function dependenciesOf(name, found = new Set()) {
  const manifest = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
  const named = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
  for (const other of readdirSync(join(root, 'packages'))) {
    if (`@mitosislabs/${other}` in named && !found.has(other)) dependenciesOf(other, found.add(other));
  }
  return found;
}

function filesOfClone() {
  try {
    const args = ['ls-files', '-co', '--exclude-standard', '-z'];
    return new Set(
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).split('\0').filter(Boolean),
    );
  } catch {
    return [];
  }
}

function hashOf(content) {
  return createHash('sha256').update(content).digest('hex');
}
