import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../e2e/snippets.ts';
import { firstUse } from './firstUse.ts';
import { managers } from './managers.ts';
import { startUser } from './startUser.ts';

/** The package to install, and the place. */
interface AloneOptions {
  /** An empty folder. */
  readonly folder: string;
  /** One of {@link managers}. */
  readonly manager: string;
  /** The folder of the package. */
  readonly name: string;
  /** The registry with the packed packages. */
  readonly registry: string;
  /** The versions of Node to run the program with. */
  readonly versions: readonly string[];
  /** Whether to install the lowest versions of its peers that it allows. Default: `false`. */
  readonly lowestPeers?: boolean;
}

/**
 * Installs what the README of a package says into an empty project, and runs its first program there.
 *
 * @returns what failed; nothing if all is well.
 */
export async function installAlone({
  folder,
  manager,
  name,
  registry,
  versions,
  lowestPeers = false,
}: AloneOptions): Promise<string[]> {
  const home = join(folder, 'home');
  const project = join(folder, 'project');
  await mkdir(project, { recursive: true });
  const { files, add, nodeOptions = '' } = managers[manager] ?? unknown(manager);
  const write = (file: string, text: string) => writeFile(join(project, file), text);
  await write('package.json', JSON.stringify({ name: 'user', private: true, type: 'module' }));
  for (const [file, text] of Object.entries(files(registry))) await write(file, text);
  const problems: string[] = [];
  for (const [index, version] of versions.entries()) {
    const user = await startUser(home);
    try {
      const { installs, program } = firstUse(name, user);
      if (index === 0) {
        const words = lowestPeers ? await withLowestPeers(name, installs) : installs;
        const added = await run([...add, ...words], project, process.env);
        if (added.code !== 0) return [`${manager} add ${installs.join(' ')}: ${added.output}`];
      }
      await write('program.mjs', program);
      const node = await pathOf(version);
      const ran = await run([node, 'program.mjs'], project, {
        ...{
          PATH: process.env['PATH'],
          HOME: home,
          USERPROFILE: home,
          MITOSIS_KEYCHAIN: 'off',
          NODE_OPTIONS: nodeOptions,
        },
        ...{ MITOSIS_ENDPOINT: user.endpoint, MITOSIS_DASHBOARD_ENDPOINT: user.dashboardEndpoint },
        MITOSIS_API_KEY: user.apiKey,
      });
      if (ran.code !== 0) problems.push(`${name}, ${manager}, Node ${version}: ${ran.output}`);
    } finally {
      await user.close();
    }
  }
  return problems;
}

async function withLowestPeers(name: string, installs: readonly string[]): Promise<string[]> {
  const manifest = JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
  const ranges: Record<string, string> = manifest.peerDependencies;
  return installs.map((one) => (ranges[one] ? `${one}@${ranges[one].replace(/^[^\d]+/, '')}` : one));
}

const paths = new Map<string, string>();

/** The program of a version of Node. */
async function pathOf(version: string): Promise<string> {
  if (!paths.has(version)) {
    const found = await run(['npx', '-y', `node@${version}`, '-p', 'process.execPath'], '/', process.env);
    paths.set(version, found.stdout.trim());
  }
  return paths.get(version) ?? '';
}

function unknown(manager: string): never {
  throw new Error(`There is no package manager ${manager}.`);
}

function run(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; stdout: string; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 300_000 });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, output }));
  });
}
