// `pnpm rehearse`: a release against a registry on this machine, with a copy of the tree: versions, build, publish; then what users
// do: install, upgrade one package, read the changelog, see a deprecation. `--keep` keeps the folder.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The registry: no dependency of the repository, as only this script needs it. It asks for a dependency by a tag, which may move. */
const REGISTRY = {
  private: true,
  dependencies: { verdaccio: '6.1.6' },
  overrides: { 'node-fetch': '2.7.0' },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = await mkdtemp(join(tmpdir(), 'mitosis-release-'));
const [tree, home, user] = ['tree', 'home', 'user'].map((name) => join(scratch, name));
// Downloads are kept, and come from where this machine gets them.
const { cache, registry: upstream } = JSON.parse(
  (await promisify(execFile)('npm', ['config', 'list', '--json'])).stdout,
);
// Settings of the program that started this one, such as its registry and its user's file, do not count.
const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
const env = {
  ...Object.fromEntries(own),
  HOME: home,
  npm_config_cache: cache,
  // pnpm would compare the copy with what is installed, and install.
  npm_config_verify_deps_before_run: 'false',
  npm_config_update_notifier: 'false',
  MITOSIS_KEYCHAIN: 'off',
};
const started = Date.now();
/** The registry's process. */
let server;

try {
  await copyTree();
  server = await startRegistry();
  await rehearse();
  report('the rehearsal went well; nothing in the checkout has changed');
} catch (error) {
  console.error(`\nThe rehearsal failed: ${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  process.exitCode = 1;
} finally {
  server?.kill('SIGTERM');
  if (process.argv.includes('--keep')) console.log(`kept: ${scratch}`);
  else await rm(scratch, { recursive: true, force: true, maxRetries: 3 });
}

async function rehearse() {
  const names = await readdir(join(tree, 'packages'));

  // Users have 0.16.0 of the umbrella: the release continues that line.
  await publishEarlier('@mitosislabs/sdk', '0.16.0');

  await run('npx', ['changeset', 'version']);
  const first = await versions(names);
  report(
    `versions: ${Object.entries(first)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  );
  expect(first.sdk.startsWith('0.17.'), `sdk continues 0.16.0, not ${first.sdk}`);
  await run('npx', [
    'turbo',
    'run',
    'build',
    '--output-logs=errors-only',
    `--cache-dir=${join(scratch, 'turbo')}`,
  ]);
  report('built');

  await commit('release');
  await run('npx', ['changeset', 'publish']);
  for (const name of names) {
    const { 'dist-tags': tags } = await view(`@mitosislabs/${name}`);
    expect(tags.latest === first[name], `${name} ${first[name]} is the latest version, not ${tags.latest}`);
  }
  report(`published ${names.length} packages`);

  await mkdir(user);
  await writeFile(join(user, 'package.json'), '{ "private": true }');
  await install(...names.map((name) => `@mitosislabs/${name}`));
  const mi = await output('npx', ['mi', '--version'], user);
  expect(mi === first.cli, `mi --version prints ${first.cli}, not ${mi}`);
  for (const name of names) {
    const changelog = await readFile(join(user, 'node_modules/@mitosislabs', name, 'CHANGELOG.md'), 'utf8');
    expect(changelog.includes(`\n## ${first[name]}\n`), `the CHANGELOG of ${name} has ${first[name]}`);
  }
  report(`installed them; mi --version prints ${mi}`);

  // One package alone: nothing else gets a new version, and users get it by an update.
  await writeFile(
    join(tree, '.changeset/one.md'),
    '---\n"@mitosislabs/auth": patch\n---\n\nFixed one thing.\n',
  );
  await run('npx', ['changeset', 'version']);
  const second = await versions(names);
  const changed = names.filter((name) => second[name] !== first[name]);
  expect(changed.join() === 'auth', `auth alone has a new version, not ${changed.join(', ')}`);
  await commit('one package');
  await run('npx', ['changeset', 'publish']);
  await run('npm', ['update', '--no-audit', '--no-fund', '@mitosislabs/auth'], user);
  const installed = await versionIn(join(user, 'node_modules/@mitosislabs/auth'));
  expect(installed === second.auth, `an update installs auth ${second.auth}, not ${installed}`);
  const copies = (await output('npm', ['ls', '@mitosislabs/auth', '--all', '--parseable'], user)).split('\n');
  expect(copies.length === 1, `one copy of auth is installed, not ${copies.length}`);
  await run('npx', ['mi', '--version'], user);
  report(`upgraded auth alone, to ${second.auth}`);

  const reason = `Use ${second.auth}.`;
  await run('npm', ['deprecate', `@mitosislabs/auth@${first.auth}`, reason]);
  const { deprecated } = await view(`@mitosislabs/auth@${first.auth}`);
  expect(deprecated === reason, 'the deprecated version says why');
  expect((await view('@mitosislabs/auth')).deprecated === undefined, 'the latest version is not deprecated');
  report(`deprecated auth ${first.auth}`);
}

/** Copies the files that git knows, and links the installed packages. The copy is built and published; the checkout stays as it is. */
async function copyTree() {
  await mkdir(home);
  const listed = await output('git', ['ls-files', '--cached', '--others', '--exclude-standard'], root);
  for (const file of listed.split('\n')) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await cp(join(root, file), join(tree, file)).catch((error) => {
      if (error.code !== 'ENOENT') throw error; // Deleted, and not yet committed.
    });
  }
  for (const folder of ['.', ...(await workspaces())]) {
    const installed = join(root, folder, 'node_modules');
    if (folder === '.') await symlink(installed, join(tree, 'node_modules'));
    // The links in it are relative: they lead to the packages of the copy.
    else await cp(installed, join(tree, folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  }
  await run('git', ['init', '--quiet', '--initial-branch=main']);
  await commit('copy');
  report('copied the tree');
}

async function workspaces() {
  const names = await readdir(join(root, 'packages'));
  return [...names.map((name) => `packages/${name}`), 'tooling'];
}

async function startRegistry() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const config = {
    storage: join(scratch, 'storage'),
    uplinks: { npm: { url: upstream } },
    // No package of ours comes from elsewhere.
    packages: {
      '@mitosislabs/*': { access: '$all', publish: '$all', unpublish: '$all' },
      '**': { access: '$all', proxy: 'npm' },
    },
    max_body_size: '50mb',
    log: { type: 'stdout', level: 'warn' },
  };
  await writeFile(join(scratch, 'verdaccio.json'), JSON.stringify(config));
  const folder = join(scratch, 'registry');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify(REGISTRY));
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], folder);
  const program = join(folder, 'node_modules/verdaccio/bin/verdaccio');
  const args = [program, '--config', join(scratch, 'verdaccio.json'), '--listen', `127.0.0.1:${port}`];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream.pipe(createWriteStream(join(scratch, 'registry.log'), { flags: 'a' }));
  const ended = once(child, 'exit').then(() => true);
  while (
    !(await fetch(`${url}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    const isOver = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 200, false))]);
    if (isOver)
      throw new Error(`the registry ended: ${await readFile(join(scratch, 'registry.log'), 'utf8')}`);
  }
  // The token is for no other registry.
  const settings = `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\n`;
  for (const place of [home, tree]) await writeFile(join(place, '.npmrc'), settings);
  env.npm_config_registry = url;
  report('started a registry');
  return child;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Publishes an empty package of an earlier version. */
async function publishEarlier(name, version) {
  const folder = join(scratch, 'earlier');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name, version }));
  await run('npm', ['publish', '--access', 'public'], folder);
}

async function install(...names) {
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...names], user);
}

async function view(name) {
  return JSON.parse(await output('npm', ['view', '--json', '--prefer-online', name], home));
}

async function versions(names) {
  const found = names.map(async (name) => [name, await versionIn(join(tree, 'packages', name))]);
  return Object.fromEntries(await Promise.all(found));
}

async function versionIn(folder) {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')).version;
}

async function commit(message) {
  await run('git', ['add', '--all']);
  await run('git', [
    '-c',
    'user.name=rehearsal',
    '-c',
    'user.email=rehearsal@localhost',
    'commit',
    '-qm',
    message,
  ]);
}

async function run(command, args, cwd = tree) {
  await promisify(execFile)(command, args, { cwd, env, maxBuffer: 1e8 });
}

async function output(command, args, cwd) {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env, maxBuffer: 1e8 });
  return stdout.trim();
}

function expect(isTrue, sentence) {
  if (!isTrue) throw new Error(`expected: ${sentence}`);
}

function report(text) {
  console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);
}
