// `pnpm verify`: everything that has to hold, in one command. Ends with `N passed, N failed`, and `, N skipped` if
// programs are missing that some tests need. What passed before with the same files is not run again, and is counted as it
// was; `--fresh` runs everything.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from '../tooling/programs.js';
import { readsOf, VerifyCache } from './verifyCache.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = await mkdtemp(join(tmpdir(), 'mitosis-verify-'));
const env = {
  // The native compiler ends before its memory is full: without a collection of garbage it takes two thirds of the CPU time.
  GOGC: 'off',
  GOMEMLIMIT: '2GiB',
  ...process.env,
  TURBO_TELEMETRY_DISABLED: '1',
  FORCE_COLOR: '0',
  NO_COLOR: '1',
};

const packages = readdirSync(join(root, 'packages'));
const isCode = (file) => /\.(tsx?|[cm]?js|json|yaml)$/.test(file);

const install = { name: 'install', command: ['pnpm', 'install', '--frozen-lockfile'], gate: true };
/**
 * Two lanes, beside each other: the unit tests wait a lot, and need no build. A lane goes in order; a step that `gate`s
 * ends its lane when it fails, because what follows stands on it. A step with `reads` depends on these files only.
 * Programs are started as they are: by way of `pnpm` each takes a second longer.
 */
const lanes = [
  [{ name: 'unit tests', projects: packages }],
  [
    {
      name: 'format and lint',
      command: bin('biome', 'check', '--error-on-warnings', '.'),
      reads: () => true,
    },
    { name: 'plain English', command: ['node', 'scripts/plainEnglish.mjs'] },
    { name: 'structure', command: ['node', 'scripts/structure.mjs'] },
    { name: 'import arrows', command: bin('turbo', 'boundaries') },
    { name: 'build', command: ['node', 'scripts/build.mjs'], gate: true },
    { name: 'types', command: ['node', 'scripts/types.mjs'], reads: isCode },
    { name: 'unused code', command: bin('knip'), reads: isCode },
    {
      name: 'derived files',
      command: ['node', '--conditions=@mitosislabs/source', '--import', 'tsx', 'derive/derive.ts', '--check'],
      reads: (file) => !/^(examples|site|tests)\//.test(file),
    },
    { name: 'sizes', command: bin('size-limit'), folder: 'tests' },
    { name: 'site', command: bin('vitepress', 'build'), folder: 'site' },
    { name: 'packages', command: ['node', 'scripts/checkPackages.mjs'] },
    { name: 'end to end', projects: ['e2e'] },
  ],
];

const { missing, installed } = installPrograms();
if (missing.length > 0) {
  console.log(`Not on this machine: ${missing.join('; ')}. Install the programs to run these tests too.`);
} else if (installed.length > 0) console.log(`Installed for the tests: ${installed.join(', ')}`);

const cache = new VerifyCache(missing);
const isFresh = process.argv.includes('--fresh');
const total = { passed: 0, failed: 0, skipped: 0 };
/** Failures, printed at once and again at the end: a log that is cut still has one of the two. */
const failures = [];
if (await runLane([install])) await Promise.all(lanes.map(runLane));
await rm(reports, { recursive: true, force: true });
for (const failure of failures) console.log(failure);
const { passed, failed, skipped } = total;
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed ? 1 : 0;

/** Runs steps one after the other. Returns whether all gates passed. */
async function runLane(steps) {
  for (const step of steps) {
    const isWell = await runStep(step);
    if (!isWell && step.gate) return false;
  }
  return true;
}

async function runStep({ name, command, folder = '.', reads, projects }) {
  const started = Date.now();
  const { counts, cached, output } = projects
    ? await runTests(name, projects)
    : await runCommand(name, command, folder, reads);
  for (const count of Object.keys(total)) total[count] += counts[count];
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const amounts = [projects && `${counts.passed} tests`, `${seconds} s`, cached && `cached: ${cached}`];
  console.log(`${counts.failed ? 'FAIL' : 'ok  '} ${name} (${amounts.filter(Boolean).join(', ')})`);
  // A process or a handle that a test left behind; Vitest ends all the same.
  const hangs = projects && /close timed out.*/.exec(output);
  if (hangs) console.log(`     ${hangs[0]}: something was left behind`);
  if (counts.failed === 0) return true;
  failures.push(`FAIL ${name}`, ...counts.failures);
  for (const failure of counts.failures) console.log(failure);
  console.log(output.split('\n').slice(-150).join('\n'));
  return false;
}

async function runCommand(name, command, folder, reads) {
  const known = reads && !isFresh && cache.find(name, reads);
  if (known) return { counts: known, cached: 'the same files passed before', output: '' };
  const { code, output } = await run(command, folder);
  const counts = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: [] };
  if (code !== 0) counts.failures.push(`  ended with exit code ${code}; its output is above`);
  else if (reads) cache.store(name, reads, counts);
  return { counts, output };
}

/** Runs the tests of projects, but for those that passed with the same files. The end-to-end tests read everything. */
async function runTests(name, projects) {
  const readsFor = (project) => (packages.includes(project) ? readsOf(project) : () => true);
  const known = new Map();
  for (const project of isFresh ? [] : projects) {
    const counts = cache.find(`tests of ${project}`, readsFor(project));
    if (counts) known.set(project, counts);
  }
  const counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const { passed, skipped } of known.values()) {
    counts.passed += passed;
    counts.skipped += skipped;
  }
  const cached = known.size > 0 && `${counts.passed} tests of ${[...known.keys()].join(', ')}`;
  const rest = projects.filter((project) => !known.has(project));
  if (rest.length === 0) return { counts, cached, output: '' };
  const report = join(reports, `${name}.json`);
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/verifyReporter.mjs')}`];
  const chosen = rest.map((project) => `--project=${project}`);
  const { code, output } = await run(
    bin('vitest', 'run', ...chosen, ...reporters, `--outputFile=${report}`),
    '.',
  );
  const ran = await readReport(report);
  for (const count of ['passed', 'failed', 'skipped']) counts[count] += ran[count];
  counts.failures.push(...ran.failures);
  if (code !== 0 && ran.failed === 0) {
    counts.failed++;
    counts.failures.push(`  ended with exit code ${code}; its output is above`);
  }
  // An error outside of tests may be of any project.
  for (const project of code === 0 ? rest : []) {
    const found = ran.projects[project];
    if (found) cache.store(`tests of ${project}`, readsFor(project), found);
  }
  return { counts, cached, output };
}

/** A program of a folder's `node_modules`. */
function bin(program, ...args) {
  return [join('node_modules/.bin', program), ...args];
}

function run([program, ...args], folder) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: join(root, folder), env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function readReport(report) {
  try {
    return JSON.parse(await readFile(report, 'utf8'));
  } catch {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      projects: {},
      failures: ['  no report was written; the output is above'],
    };
  }
}
