// `pnpm paths`: how many files and functions of ours run between a call and its result. Each path runs from the sources,
// against the emulator, under V8's coverage. `pnpm paths --list` names the functions; `pnpm paths login` runs one path.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MitosisClient } from '@mitosislabs/sdk';
import { startCoverage } from './coverage.mjs';

const isListed = process.argv.includes('--list');
const [wanted = ''] = process.argv.slice(2).filter((argument) => argument !== '--list');

const home = await mkdtemp(join(tmpdir(), 'mitosis-paths-'));
const coverage = await startCoverage();
const { child: server, ...address } = await startServer();
const { endpoint, dashboardEndpoint, apiKey } = address;

/** The functions that run during the second of two calls: what happens once, such as loading, is left out. */
async function warm(action) {
  await action();
  await coverage.take();
  await action();
  return coverage.take();
}

async function startServer(...args) {
  const child = fork(fileURLToPath(new URL('emulator.mjs', import.meta.url)), args);
  const [found] = await once(child, 'message');
  return { child, ...found };
}

const hosts = { MITOSIS_ENDPOINT: endpoint, MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint };

function startMi(account, ...args) {
  const env = {
    PATH: process.env.PATH,
    MITOSIS_HOME: join(home, '.os1'),
    MITOSIS_KEYCHAIN: 'off',
    ...account,
  };
  const child = fork(fileURLToPath(new URL('mi.mjs', import.meta.url)), args, { env, silent: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = once(child, 'message').then(([{ code, ran }]) => {
    if (code !== 0) throw new Error(`mi ${args.join(' ')} ended with ${code}: ${stderr}`);
    return ran;
  });
  return { child, ended };
}

/** Signs in as a browser does: opens the printed address, submits the form, follows the redirect. */
async function signIn() {
  const { child, ended } = startMi(hosts, 'login', '--no-browser');
  let text = '';
  for await (const chunk of child.stderr) {
    text += chunk;
    const address = /\n\s+(http:\S+cli-login\S+)\n/.exec(text)?.[1];
    if (address === undefined) continue;
    const page = await (await fetch(address)).text();
    const ticket = /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const body = new URLSearchParams({ ticket, email: 'dev@mitosis.test', action: 'sign-in' });
    const done = await fetch(new URL('/api/auth/cli-login', address), { method: 'POST', body });
    if (!done.ok) throw new Error(`The callback answered ${done.status}`);
    break;
  }
  return ended;
}

/** Hires an agent with `mi`: with an account from the environment, or with the one that is signed in. */
function hire(name, account) {
  return startMi(account, 'agents', 'hire', '-o', office.id, '-n', name, '--wait').ended;
}

const mi = new MitosisClient(address);
const overFetch = new MitosisClient({ ...address, fetch: globalThis.fetch });
const office = await mi.offices.create({ name: 'paths' });
await mi.employees.hire(office.id, { name: 'aria' });
await mi.employees.waitUntilReady(office.id, 'aria');

const paths = {
  'tasks.create': () => warm(() => mi.tasks.create(office.id, { title: 'Audit' })),
  'tasks.create over fetch': () => warm(() => overFetch.tasks.create(office.id, { title: 'Audit' })),
  'files.downloadTo': async () => {
    await mi.files.upload(office.id, 'report.md', new TextEncoder().encode('# Report\n'));
    let copies = 0;
    return warm(() => mi.files.downloadTo(office.id, 'report.md', join(home, `${++copies}.md`)));
  },
  'session.send → stream': async () => {
    const session = await mi.xmtp.openSession(office.id, 'aria');
    await session.negotiate();
    const stream = session.stream();
    const ran = await warm(async () => {
      await session.send('What did we learn?');
      await stream.next();
    });
    await session.close();
    return ran;
  },
  'mi agents hire --wait': () => hire('bo', { ...hosts, MITOSIS_API_KEY: apiKey }),
  'mi login': signIn,
  'mi agents hire --wait, signed in': async () => {
    await signIn();
    return hire('cy', {});
  },
  'emulator: POST hire': async () => {
    const { child, ...found } = await startServer('none');
    const other = new MitosisClient(found);
    const { id } = await other.offices.create({ name: 'paths' });
    const ran = async () => {
      child.send('take');
      return (await once(child, 'message'))[0].ran;
    };
    await other.employees.hire(id, { name: 'first' });
    await ran();
    await other.employees.hire(id, { name: 'second' });
    const result = await ran();
    await other.close();
    child.disconnect();
    return result;
  },
};

try {
  if (!isListed) console.log('| path | files | functions | by package |\n|---|---|---|---|');
  for (const [name, measure] of Object.entries(paths)) {
    if (!name.includes(wanted)) continue;
    const ran = await measure();
    const files = new Set(ran.map((position) => position.split(':')[0]));
    if (isListed) {
      console.log(`${name}: ${files.size} files, ${ran.length} functions\n  ${ran.join('\n  ')}\n`);
      continue;
    }
    const counts = new Map();
    for (const file of files) {
      const [owner] = file.split('/');
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
    }
    const owners = [...counts].sort((a, b) => b[1] - a[1]).map(([owner, count]) => `${owner} ${count}`);
    console.log(`| \`${name}\` | ${files.size} | ${ran.length} | ${owners.join(', ')} |`);
  }
} finally {
  await Promise.all([mi.close(), overFetch.close()]);
  server.disconnect();
  await rm(home, { recursive: true, force: true });
}
