// `pnpm demo`: installs (pnpm does, before it starts this), builds, starts the emulator and does the main job on it: with
// the built `mi` and then as a program, in a HOME of its own. Ends all that it starts, also when it is interrupted.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const mi = join(root, 'packages/sdk/bin/mi.js');
const children = new Set();
const home = await mkdtemp(join(tmpdir(), 'mitosis-demo-'));
// Their caches go there too, and away with it.
const env = { ...process.env, HOME: home, USERPROFILE: home, TMPDIR: home, TEMP: home, TMP: home };
for (const name of Object.keys(env)) if (/^(MITOSIS_|MI_)/.test(name)) delete env[name];
env.MITOSIS_KEYCHAIN = 'off'; // The demo must not use the keychain of the user.
env.MI_FORCE_TTY = '1'; // The output of `mi` goes through this program to a terminal.
env.MI_COMMAND = 'mi'; // Hints name it as the demo does. The first line shows how to start it here.
const colour = process.stdout.isTTY && !env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
let interrupted = 0;

function start(command, args, stdio = ['ignore', 'pipe', 'pipe'], cwd = home) {
  if (interrupted) throw new Error('interrupted');
  const child = spawn(command, args, { cwd, env, stdio });
  children.add(child);
  child.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, error }));
    child.on('close', (code) => resolve({ code }));
  });
  child.ended.then(() => children.delete(child));
  return child;
}

async function run(command, args, { input = '' } = {}) {
  const child = start(command, args, 'pipe');
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => process.stdout.write(indent(chunk)));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const { code } = await child.ended;
  if (interrupted) throw new Error('interrupted');
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')} ended with ${code}`);
}

/** The line that starts `mi` in a clone. */
const MI = 'npx -y pnpm@10.34.8 mi';
const indent = (chunk) => String(chunk).replace(/^(?=.)/gm, '  ');
const say = (text) => console.log(`\n${paint('1', text)}`);

/** Runs `mi` as a person would type it, and shows both. */
async function type(...args) {
  console.log(
    paint('36', `$ mi ${args.map((arg) => (/^[\w./:@-]+$/.test(arg) ? arg : `"${arg}"`)).join(' ')}`),
  );
  return run(process.execPath, [mi, ...args]);
}

/** Signs in through the browser flow, and is the browser: opens the page, presses the button, follows the redirect. */
async function signIn({ endpoint, dashboardEndpoint }) {
  console.log(paint('36', `$ mi login --endpoint ${endpoint}`));
  const login = start(process.execPath, [
    mi,
    'login',
    '--no-browser',
    '--endpoint',
    endpoint,
    '--dashboard',
    dashboardEndpoint,
  ]);
  let pressed;
  for (const stream of [login.stdout, login.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      process.stdout.write(indent(`${line}\n`));
      const url = line.match(/https?:\/\/\S*cli-login\S*/)?.[0];
      if (url && !pressed) pressed = pressSignIn(url);
    });
  }
  const { code } = await login.ended;
  await pressed;
  if (code !== 0) throw new Error(`mi login ended with ${code}`);
}

async function pressSignIn(url) {
  const page = await fetch(url);
  const html = await page.text();
  const form = html.match(/<form[^>]*method="post"[^>]*>[\s\S]*?<\/form>/i)?.[0] ?? '';
  const fields = new URLSearchParams();
  for (const [input] of form.matchAll(/<input[^>]*>/g)) {
    const [, name] = input.match(/name="([^"]*)"/) ?? [];
    const [, value = ''] = input.match(/value="([^"]*)"/) ?? [];
    if (name)
      fields.set(name, value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'"));
  }
  const [, action = ''] = form.match(/action="([^"]*)"/) ?? [];
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const target = new URL(action.replaceAll('&amp;', '&'), url);
  const answer = await fetch(target, {
    method: 'POST',
    body: fields,
    redirect: 'manual',
    headers: { Origin: target.origin, ...(cookie && { Cookie: cookie }) },
  });
  const location = answer.headers.get('location');
  if (!location)
    throw new Error(`the sign-in page answered ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
  await fetch(location);
}

/** Builds the packages, and shows each one as its build starts. */
async function build() {
  const child = start(
    process.execPath,
    [join(root, 'scripts/build.mjs'), '--output-logs=hash-only'],
    undefined,
    root,
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => (output += chunk));
    createInterface({ input: stream }).on('line', (line) => {
      const name = line.match(/^@mitosislabs\/([\w-]+):build: cache miss/)?.[1];
      if (name) console.log(indent(`building ${name} …`));
    });
  }
  const { code } = await child.ended;
  if (interrupted) throw new Error('interrupted');
  if (code !== 0) throw new Error(`the build ended with ${code}\n${output}`);
}

async function demo() {
  if (!process.argv.includes('--no-build')) {
    say('Building the packages: about a minute the first time, seconds after that');
    await build();
  }
  console.log(
    `\nThis is a run of ${paint('1', 'mi')}, the command line. In this folder you start it with ${paint('36', MI)}.`,
  );

  say('The platform, on this machine');
  console.log(paint('36', '$ mi dev'));
  const platform = start(process.execPath, [mi, 'dev', '--port', '0', '--dashboard-port', '0', '--json']);
  let problems = '';
  platform.stderr.on('data', (chunk) => (problems += chunk));
  const ready = await Promise.race([
    new Promise((resolve) => createInterface({ input: platform.stdout }).once('line', resolve)),
    platform.ended.then(() => Promise.reject(new Error(`mi dev ended early:\n${problems}`))),
  ]);
  const emulator = JSON.parse(ready);
  console.log(indent(`office-manager ${emulator.endpoint}\ndashboard      ${emulator.dashboardEndpoint}`));

  say('1  Sign in');
  await signIn(emulator);
  await type('whoami');

  say('2  An office');
  await type('offices', 'create', '-n', 'acme');
  await type('offices', 'list');
  await type('credits', 'balance');

  say('3  Two agents');
  await type('agents', 'hire', '-n', 'aria', '-r', 'researcher', '-m', 'sonnet', '--wait');
  await type('agents', 'hire', '-n', 'bo', '--wait');
  await type('agents', 'list');

  say('4  A conversation');
  const question = 'Summarise yesterday and propose a task for today.';
  console.log(paint('36', `$ echo "${question}" | mi chat aria`));
  await run(process.execPath, [mi, 'chat', 'aria'], { input: `${question}\n` });

  say('5  A task, and its result');
  await type('tasks', 'create', '-t', 'Audit Q1 revenue', '-a', 'aria', '--wait');
  await type('tasks', 'list');

  say('6  A file, there and back');
  const sent = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31 + (index >> 8)) % 256));
  await writeFile(join(home, 'report.bin'), sent);
  await type('files', 'upload', 'report.bin');
  await type('files', 'ls');
  await type('files', 'download', 'report.bin', '-o', 'copy.bin');
  if (!sent.equals(await readFile(join(home, 'copy.bin')))) throw new Error('the file came back changed');
  console.log(indent(`the same ${sent.length} bytes came back`));

  say('7  What it cost');
  await type('credits', 'balance');
  await type('credits', 'history');

  say('8  One agent leaves');
  await type('agents', 'fire', 'bo', '--yes');
  await type('agents', 'list');

  say('9  The same as a program: examples/quickstart.ts');
  await run(process.execPath, [
    join(root, 'node_modules/tsx/dist/cli.mjs'),
    join(root, 'examples/quickstart.ts'),
  ]);
  say('Done. To go on yourself:');
  console.log(`
  ${MI} dev      # starts the platform, and prints the line that signs in there

In another terminal, after that line:

  ${MI} offices create -n acme
  ${MI} agents hire -n aria --wait
  ${MI} chat aria`);
}

async function end() {
  for (const child of children) child.kill('SIGTERM');
  const patience = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, 5_000);
  while (children.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  clearTimeout(patience);
  await rm(home, { recursive: true, force: true });
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.on(signal, () => {
    interrupted = code;
    for (const child of children) child.kill('SIGTERM');
  });
}

// The reader, such as `head`, has seen enough.
process.stdout.on('error', () => {
  interrupted ||= 141;
  for (const child of children) child.kill('SIGTERM');
});

try {
  await demo();
} catch (error) {
  console.error(interrupted ? '\nInterrupted.' : `\n${paint('31', 'The demo failed:')} ${error.message}`);
  process.exitCode = interrupted || 1;
} finally {
  await end();
}
