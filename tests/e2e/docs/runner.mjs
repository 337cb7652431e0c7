// Runs the programs of a page one after the other; a shell block runs where it stands, beside the program that it follows.
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'node:util';

const { file, modules, steps, outputs } = JSON.parse(await readFile(process.argv[2], 'utf8'));
const background = new Set();
const { NODE_OPTIONS: _, ...env } = process.env;

globalThis.step = async (line) => {
  const step = steps.find((one) => one.line === line);
  if (step.file) {
    await mkdir(dirname(step.file.name), { recursive: true });
    await writeFile(step.file.name, step.file.text);
  } else await runShell(line, step.shell);
};

/** The outputs of the calls with a comment, by their line. */
const printed = new Map(outputs.map(({ line }) => [line, []]));
globalThis.print =
  (line) =>
  (...values) => {
    const text = format(...values);
    process.stdout.write(`${text}\n`);
    printed.get(line).push(text.replaceAll(/\s+/g, ' '));
  };

/** Compares what the page says with what was printed: each time that the call ran, in a loop. */
function compareOutputs() {
  for (const { line, text } of outputs) {
    const actual = printed.get(line).join(', ');
    if (actual === text) continue;
    process.stderr.write(
      `${file}:${line} says that it prints: ${text}\n  It prints: ${actual || 'nothing'}\n`,
    );
    process.exitCode = 1;
  }
}

/** Runs a shell block to its end, or until it has printed a text. */
async function runShell(line, { code, until, input = '' }) {
  // In a group of its own, so that it ends with all that it has started.
  const child = spawn('sh', ['-e', '-c', code], { env, detached: true, stdio: 'pipe' });
  let output = '';
  Object.assign(child, { line, output });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const isReady = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        child.output = output;
        if (until !== undefined && output.includes(until)) resolve('printed');
      });
    }
  });
  child.stdin.on('error', () => undefined);
  if (until === undefined) child.stdin.end(input);
  background.add(child);
  const result = await Promise.race([ended, isReady]);
  if (result === 'printed') return;
  background.delete(child);
  process.stdout.write(output);
  if (result !== 0) throw new Error(`${file}:${line} ended with ${result}:\n${output}`);
}

/** Ends what still runs, with all that it has started. */
async function endShells() {
  for (const child of background) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.on('close', resolve));
    process.kill(-child.pid, 'SIGTERM');
    await ended;
  }
}

// The time is up.
const deadline = setTimeout(() => {
  for (const { output, line } of background) process.stderr.write(`${file}:${line} still runs:\n${output}\n`);
  process.stderr.write('The page takes more than 90 s, or something keeps it running.\n');
  void endShells().then(() => process.exit(1));
}, 90_000);
deadline.unref();

try {
  for (const module of modules) await import(pathToFileURL(module).href);
  // A stream may print after the last line.
  process.on('exit', compareOutputs);
} finally {
  await endShells();
}
