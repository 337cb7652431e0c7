// `pnpm matrix`: bundles the packed packages with the tools that are too heavy for `pnpm verify`, runs what they make against an
// emulator, compiles a program with every compiler that we claim, and installs each package alone with every package manager.
// `pnpm matrix next parcel` does a part of it.
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startEmulator } from '../packages/emulator/dist/index.js';
import { generateKeyPair, MitosisClient } from '../packages/sdk/dist/index.js';
import { checkTypes, checkTypesApart } from '../tests/bundlers/checkTypes.mjs';
import { installAlone } from '../tests/installs/installAlone.ts';
import { managers } from '../tests/installs/managers.ts';
import { startRegistry } from '../tests/installs/startRegistry.ts';
import { requireProgram } from '../tooling/programs.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const { chromium } = createRequire(join(root, 'tests/package.json'))('playwright-core');
const programs = join(root, 'tests/bundlers');
const top = await mkdtemp(join(tmpdir(), 'mitosis-matrix-'));
const emulator = await startEmulator({ readyAfterMs: 50 });
const { endpoint, dashboardEndpoint, apiKey } = emulator;
const env = {
  ...process.env,
  MITOSIS_ENDPOINT: endpoint,
  MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
  MITOSIS_API_KEY: apiKey,
  MITOSIS_HOME: join(top, 'home'),
  NEXT_TELEMETRY_DISABLED: '1',
};
const NODE_RESULT = { signed: true, keys: [], hasKeychain: false, session: 'new' };
/** The versions of Node that are supported; a package may need a newer one. */
const NODES = ['18', '20', '22', '24', '26'];
const WEB_RESULT = { signed: true, text: 'hello', session: 'new' };

function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let all = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      all += chunk;
    });
    child.stderr.on('data', (chunk) => {
      all += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${command} ${args.join(' ')}: ${code}\n${all}`)),
    );
  });
}

/** Opens a page in Chromium and returns the text of its `<output>` when its script is done. */
async function inBrowser(url) {
  const browser = await chromium.launch({ executablePath: requireProgram('chromium') });
  try {
    const page = await browser.newPage();
    const failed = new Promise((_, reject) => {
      page.on('pageerror', reject);
    });
    const output = page.locator('output:not(:empty)');
    await Promise.race([failed, page.goto(url).then(() => output.waitFor({ state: 'attached' }))]);
    return await output.textContent();
  } finally {
    await browser.close();
  }
}

/** Installs the packed packages, and tools beside them, as a user would. */
async function project(name, tools) {
  const folder = join(top, name);
  await mkdir(folder);
  const packages = await readdir(join(root, 'packages'));
  const tarballs = Object.fromEntries(
    (await readdir(top))
      .filter((file) => file.endsWith('.tgz'))
      .map((file) => [
        file.replace(/^mitosislabs-(.+)-\d+\.\d+\.\d+.*$/, '@mitosislabs/$1'),
        `file:../${file}`,
      ]),
  );
  if (Object.keys(tarballs).length !== packages.length) throw new Error('Not every package was packed.');
  const manifest = { private: true, dependencies: { ...tarballs, ...tools }, overrides: tarballs };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'], folder);
  return folder;
}

function expectSame(actual, expected) {
  if (JSON.stringify(actual) !== JSON.stringify(expected))
    throw new Error(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
}

async function sizeOf(folder, kind = /./) {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) {
    const entry = await stat(join(folder, name));
    if (entry.isFile() && kind.test(name)) bytes += entry.size;
  }
  return `${Math.round(bytes / 1000)} kB`;
}

async function next(version) {
  const folder = await project(`next${version}`, { next: version, react: '19', 'react-dom': '19' });
  await cp(join(programs, 'next'), folder, { recursive: true });
  await run('npx', ['next', 'build'], folder);
  const built = await readdir(join(folder, '.next'), { recursive: true });
  expectSame(
    built.filter((name) => name.endsWith('.node')),
    [],
  );
  const server = spawn('node', ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', '0'], {
    cwd: folder,
    env,
  });
  try {
    const url = await new Promise((resolve, reject) => {
      let said = '';
      server.stdout.on('data', (chunk) => {
        said += chunk;
        const [found] = said.match(/http:\/\/127\.0\.0\.1:[1-9]\d*/) ?? [];
        if (found) resolve(found);
      });
      server.on('close', () => reject(new Error(`next start ended: ${said}`)));
    });
    const get = async (path) => {
      for (let attempt = 0; ; attempt++) {
        const response = await fetch(url + path).catch(() => undefined);
        if (response?.ok) return response.text();
        if (response || attempt > 100)
          throw new Error(`${path}: ${response?.status} ${await response?.text()}`);
        await sleep(100);
      }
    };
    if (!/page: \d+ offices/.test(await get('/'))) throw new Error('The page does not show the offices.');
    expectSame(JSON.parse(await get('/node')), { signed: true, hasKeychain: false });
    expectSame(JSON.parse(await get('/edge')), { signed: true });
    await get('/client');
    // The dashboard lets no page of another origin make offices and agents.
    const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
    const { id } = await mi.offices.create({ name: 'client', forceCreate: true });
    const { publicKey, privateKey } = generateKeyPair();
    await mi.employees.hire(id, { name: 'aria', customConfig: { publicKey } });
    await mi.close();
    const key = Buffer.from(privateKey).toString('hex');
    const client = await inBrowser(`${url}/client#${apiKey}/${id}/${key}`);
    if (!client.startsWith('{')) throw new Error(`The page says: ${client}`);
    expectSame(JSON.parse(client), { isUp: true, ...WEB_RESULT });
  } finally {
    server.kill();
  }
  return `server ${await sizeOf(join(folder, '.next/server'), /\.js$/)}, browser ${await sizeOf(join(folder, '.next/static'), /\.js$/)} with React`;
}

/** `settings` go into the package.json of the project. */
async function parcel(name, settings = {}) {
  const folder = await project(name, { parcel: '2' });
  await cp(join(programs, 'webProgram.mjs'), join(folder, 'webProgram.mjs'));
  await writeFile(join(folder, 'index.html'), '<script type="module" src="./webProgram.mjs"></script>');
  const manifest = join(folder, 'package.json');
  const { default: own } = await import(pathToFileURL(manifest).href, { with: { type: 'json' } });
  await writeFile(manifest, JSON.stringify({ ...own, ...settings }));
  await run('npx', ['parcel', 'build', 'index.html', '--no-source-maps'], folder);
  const [script] = (await readdir(join(folder, 'dist'))).filter((name) => name.endsWith('.js'));
  const module = join(folder, 'main.mjs');
  await cp(join(folder, 'dist', script), module);
  const target = JSON.stringify({ endpoint, dashboardEndpoint, apiKey });
  const runner = join(programs, 'webRunner.mjs');
  expectSame(JSON.parse(await run('node', [runner, pathToFileURL(module).href, target], folder)), WEB_RESULT);
  return sizeOf(join(folder, 'dist'), /\.js$/);
}

async function bun() {
  const folder = await project('bun', {});
  await cp(join(programs, 'nodeProgram.mjs'), join(folder, 'nodeProgram.mjs'));
  await run('npx', ['-y', 'bun@1', 'build', '--compile', 'nodeProgram.mjs', '--outfile', 'program'], folder);
  expectSame(JSON.parse(await run(join(folder, 'program'), [], folder)), NODE_RESULT);
  return `${await sizeOf(folder, /^program$/)} with the runtime`;
}

async function types(version) {
  const folder = await project(`types${version}`, { typescript: version, '@types/node': '20' });
  const tsc = join(folder, 'node_modules/typescript/bin/tsc');
  const problems = [...checkTypes(tsc, version, folder), ...checkTypesApart(tsc, folder)];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return 'no errors';
}

/** Each package alone, as its README says. The npm step also runs them on every version of Node that they support. */
async function alone(manager) {
  const registry = await startRegistry(top);
  const problems = [];
  try {
    for (const name of await readdir(join(root, 'packages'))) {
      const { engines } = JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
      const oldest = Number(engines.node.slice('>='.length));
      const versions = manager === 'npm' ? NODES.filter((version) => version >= oldest) : ['22'];
      const folder = await mkdtemp(join(top, `alone-${name}-`));
      problems.push(...(await installAlone({ folder, manager, name, registry: registry.url, versions })));
    }
  } finally {
    registry.close();
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return 'every package works, by what its README says';
}

/** The packages whose README begins with a peer, with the lowest version of it that they allow. */
async function lowestPeers() {
  const registry = await startRegistry(top);
  const problems = [];
  try {
    for (const name of ['ai-sdk', 'otel']) {
      const folder = await mkdtemp(join(top, `peers-${name}-`));
      const options = { folder, manager: 'npm', name, registry: registry.url, versions: ['22'] };
      problems.push(...(await installAlone({ ...options, lowestPeers: true })));
    }
  } finally {
    registry.close();
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return 'ai, @opentelemetry/api';
}

const steps = {
  'next 16': () => next('16'),
  'next 15': () => next('15'),
  parcel: () => parcel('parcel'),
  'parcel with packageExports': () =>
    parcel('parcelExports', { '@parcel/resolver-default': { packageExports: true } }),
  'bun build --compile': bun,
  ...Object.fromEntries(
    ['5.0', '5.4', '5.9', '6.0', '7.0'].map((version) => [`types ${version}`, () => types(version)]),
  ),
  'lowest peers': lowestPeers,
  ...Object.fromEntries(Object.keys(managers).map((name) => [`alone, ${name}`, () => alone(name)])),
};

try {
  for (const name of await readdir(join(root, 'packages')))
    await run('pnpm', ['pack', '--pack-destination', top], join(root, 'packages', name));
  for (const [name, step] of Object.entries(steps)) {
    const wanted = process.argv.slice(2);
    if (wanted.length > 0 && !wanted.some((word) => name.startsWith(word))) continue;
    try {
      console.log(`ok   ${name}: ${await step()}`);
    } catch (error) {
      process.exitCode = 1;
      console.log(`FAIL ${name}: ${error.message}`);
    }
  }
} finally {
  await emulator.close();
  await rm(top, { recursive: true, force: true, maxRetries: 3 });
}
