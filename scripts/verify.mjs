// `pnpm verify`: everything that has to hold, in one command. Ends with `N passed, N failed`, and `, N skipped` if
// programs are missing that some tests need.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from '../tooling/programs.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = await mkdtemp(join(tmpdir(), 'mitosis-verify-'));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', NO_COLOR: '1' };

const install = { name: 'install', args: ['install', '--frozen-lockfile'], gate: true };
/**
 * Two lanes, beside each other: the unit tests wait a lot, and need no build. A lane goes in order; a step that `gate`s
 * ends its lane when it fails, because what follows stands on it.
 */
const lanes = [
  [{ name: 'unit tests', tests: true, args: ['--project', '!e2e'] }],
  [
    { name: 'format and lint', args: ['exec', 'biome', 'check', '--error-on-warnings', '.'] },
    { name: 'plain English', args: ['english'] },
    { name: 'structure', args: ['structure'] },
    { name: 'import arrows', args: ['exec', 'turbo', 'boundaries'] },
    { name: 'build', args: ['build'], gate: true },
    { name: 'types', args: ['exec', 'turbo', 'run', 'typecheck'] },
    { name: 'unused code', args: ['exec', 'knip'] },
    { name: 'derived files', args: ['--filter', '@mitosislabs/derive', '--silent', 'derive', '--check'] },
    { name: 'sizes', args: ['--filter', '@mitosislabs/tests', '--silent', 'size'] },
    { name: 'site', args: ['site'] },
    { name: 'packages', args: ['exec', 'turbo', 'run', 'check:package'] },
    { name: 'end to end', tests: true, args: ['--project', 'e2e'] },
  ],
];

const { missing, installed } = installPrograms();
if (missing.length > 0) {
  console.log(`Not on this machine: ${missing.join('; ')}. Install the programs to run these tests too.`);
} else if (installed.length > 0) console.log(`Installed for the tests: ${installed.join(', ')}`);

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

async function runStep({ name, args, tests }) {
  const report = join(reports, `${name}.json`);
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/verifyReporter.mjs')}`];
  const command = tests ? ['exec', 'vitest', 'run', ...args, ...reporters, `--outputFile=${report}`] : args;
  const started = Date.now();
  const { code, output } = await run('pnpm', command);
  const counts = tests
    ? await readReport(report)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: [] };
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
    counts.failures.push(`  ended with exit code ${code}; its output is above`);
  }
  for (const count of Object.keys(total)) total[count] += counts[count];
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const amount = tests ? `${counts.passed} tests, ` : '';
  console.log(`${counts.failed ? 'FAIL' : 'ok  '} ${name} (${amount}${seconds} s)`);
  // A process or a handle that a test left behind; Vitest ends all the same.
  const hangs = tests && /close timed out.*/.exec(output);
  if (hangs) console.log(`     ${hangs[0]}: something was left behind`);
  if (counts.failed === 0) return true;
  failures.push(`FAIL ${name}`, ...counts.failures);
  for (const failure of counts.failures) console.log(failure);
  console.log(output.split('\n').slice(-150).join('\n'));
  return false;
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
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
    return { passed: 0, failed: 1, skipped: 0, failures: ['  no report was written; the output is above'] };
  }
}
