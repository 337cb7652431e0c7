// `pnpm verify`: everything that has to hold, in one command. Ends with `N passed, N failed`, and `, N skipped` if
// programs are missing that some tests need.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from '../tooling/programs.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = await mkdtemp(join(tmpdir(), 'mitosis-verify-'));
const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', FORCE_COLOR: '0', NO_COLOR: '1' };

/** In order; a step that `gate`s ends the run when it fails, because what follows stands on it. */
const steps = [
  { name: 'install', args: ['install', '--frozen-lockfile'], gate: true },
  { name: 'format and lint', args: ['exec', 'biome', 'check', '--error-on-warnings', '.'] },
  { name: 'plain English', args: ['english'] },
  { name: 'import arrows', args: ['exec', 'turbo', 'boundaries'] },
  { name: 'types', args: ['exec', 'turbo', 'run', 'typecheck'] },
  { name: 'unit tests', tests: true, args: ['--project', '!e2e'] },
  { name: 'build', args: ['exec', 'turbo', 'run', 'build'], gate: true },
  { name: 'unused code', args: ['exec', 'knip'] },
  { name: 'derived files', args: ['--filter', '@mitosislabs/derive', '--silent', 'derive', '--check'] },
  { name: 'sizes', args: ['--filter', '@mitosislabs/tests', '--silent', 'size'] },
  { name: 'packages', args: ['exec', 'turbo', 'run', 'check:package'] },
  { name: 'end to end', tests: true, args: ['--project', 'e2e'] },
];

const { missing, installed } = installPrograms();
if (missing.length > 0) {
  console.log(`Not on this machine: ${missing.join('; ')}. Install the programs to run these tests too.`);
} else if (installed.length > 0) console.log(`Installed for the tests: ${installed.join(', ')}`);

let passed = 0;
let failed = 0;
let skipped = 0;
/** Failures, printed at once and again at the end: a log that is cut still has one of the two. */
const failures = [];
for (const [index, { name, args, tests, gate }] of steps.entries()) {
  const report = join(reports, `${index}.json`);
  const command = tests
    ? [
        'exec',
        'vitest',
        'run',
        ...args,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ]
    : args;
  const started = Date.now();
  const { code, output } = await run('pnpm', command);
  const counts = tests
    ? await readCounts(report)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, failures: [] };
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (counts.failed) failures.push(`FAIL ${name}`, ...counts.failures);
  passed += counts.passed;
  failed += counts.failed;
  skipped += counts.skipped;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(
    `${counts.failed ? 'FAIL' : 'ok  '} ${name} (${tests ? `${counts.passed} tests, ` : ''}${seconds} s)`,
  );
  for (const failure of counts.failures) console.log(failure);
  if (counts.failed) console.log(output.split('\n').slice(-150).join('\n'));
  if (counts.failed && gate) break;
}
await rm(reports, { recursive: true, force: true });
for (const failure of failures) console.log(failure);
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed ? 1 : 0;

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

async function readCounts(report) {
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, testResults } = JSON.parse(
      await readFile(report, 'utf8'),
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests || (numFailedTestSuites ? 1 : 0),
      skipped: numPendingTests,
      failures: testResults.flatMap(describeFailures),
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0, failures: [] };
  }
}

/** A file's failed tests, with the first lines of why; or why the file itself did not run. */
function describeFailures({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (status === 'failed' && failed.length === 0) return [`  ${file}\n${firstLines(message)}`];
  return failed.map((test) => `  ${file}: ${test.fullName}\n${firstLines(test.failureMessages.join('\n'))}`);
}

function firstLines(text) {
  return text
    .split('\n')
    .slice(0, 12)
    .map((line) => `      ${line}`)
    .join('\n');
}
