import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { startRegistry } from '../../installs/startRegistry.ts';
import { installPacked } from '../../runtimes/installPacked.ts';
import { npmCache } from '../../runtimes/npmCache.ts';
import { run } from '../mi.ts';
import { root } from '../snippets.ts';
import { pages } from './pages.ts';

// Where pages run, `npm` is a stand-in. Here the lines that install run, in empty folders; the tarballs are in a registry.
const texts = await Promise.all(pages.map(({ file }) => readFile(join(root, file), 'utf8')));
const lines = linesOf(texts.join('\n'));
let top: string;
let env: Record<string, string>;

beforeAll(async () => {
  await installPacked();
  const registry = await startRegistry(inject('packedFolder'));
  top = join(inject('packedFolder'), 'lines');
  await mkdir(top);
  await writeFile(join(top, '.npmrc'), `@mitosislabs:registry=${registry.url}\naudit=false\nfund=false\n`);
  // Another prefix has other settings; those of this machine stay.
  const settings = await run('npm', ['config', 'get', 'globalconfig'], { home: top });
  env = {
    ...(await npmCache()),
    npm_config_globalconfig: settings.stdout.trim(),
    npm_config_prefer_offline: 'true',
  };
  return registry.close;
});

describe.concurrent('npm install', () => {
  // In one folder: they must agree. `alone.test.ts` has each README's in a folder of its own.
  test('default: after all lines for a project, what they name can be used', async ({ expect }) => {
    const cwd = await emptyFolder('project');
    const names = [...new Set(lines.projects.flatMap(packagesIn))];
    expect(names.length).toBeGreaterThan(15);
    expect(await start(`npm install ${names.join(' ')}`, cwd)).toMatchObject({ code: 0 });
    expect(await problemsOf(names, cwd, join(cwd, 'node_modules/.bin'))).toEqual([]);
    expect(await problemsOf(['not-installed'], cwd, '')).toEqual([
      expect.stringContaining('ERR_MODULE_NOT_FOUND'),
    ]);
  });

  test.for(lines.globals)('default: after `%s`, what it names can be used', async (line, { expect }) => {
    const cwd = await emptyFolder(line);
    expect(await start(line, cwd, { npm_config_prefix: cwd })).toMatchObject({ code: 0 });
    expect(await problemsOf(packagesIn(line), join(cwd, 'lib'), join(cwd, 'bin'))).toEqual([]);
  });

  test.for(lines.programs)('default: `%s` starts the program', async (line, { expect }) => {
    const ended = await start(`${line} --help`, await emptyFolder(line));
    expect({ ...ended, help: ended.stdout + ended.stderr }).toMatchObject({
      code: 0,
      help: expect.stringMatching(/usage/i),
    });
  });
});

test('behavior: lines are found in blocks and in sentences; pages name no other package manager', () => {
  const text = 'Run `npm i -D b`, or:\n  npm i -g a  # why\nnpm install -g a\n`npx -y @mitosislabs/c d`';
  expect(linesOf(text)).toEqual({
    projects: ['npm i -D b'],
    globals: ['npm i -g a'],
    programs: ['npx -y @mitosislabs/c'],
    others: [],
  });
  expect(linesOf('pnpm add a\n`yarn add b`, `bunx c`').others).toHaveLength(3);
  expect(lines.globals.length).toBeGreaterThan(3);
  expect(lines.programs.length).toBeGreaterThan(2);
  expect(lines.others).toEqual([]);
});

/** Imports packages in the folder of their `node_modules`, and starts the programs of ours. */
async function problemsOf(names: string[], folder: string, bin: string): Promise<string[]> {
  const problems: string[] = [];
  const program = join(folder, 'check.mjs');
  await writeFile(program, names.map((name) => `await import('${name}');\n`).join(''));
  const loaded = await start(`node ${program}`, folder);
  if (loaded.code !== 0) problems.push(loaded.stderr);
  for (const name of names.filter((one) => one.startsWith('@mitosislabs/'))) {
    const manifest = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
    const { version, bin: commands = {} } = JSON.parse(manifest);
    for (const command of Object.keys(commands)) {
      const [option, says] = command === 'mi' ? ['--version', `${version}\n`] : ['--help', 'sage: '];
      const { code, stdout, stderr } = await start(`${join(bin, command)} ${option}`, folder);
      if (code !== 0 || !`${stdout}${stderr}`.includes(says)) problems.push(`${command}: ${stdout}${stderr}`);
    }
  }
  return problems;
}

/** Runs a line in a folder, with the settings of npm that this file has written. */
function start(line: string, cwd: string, more: Record<string, string> = {}) {
  return run('sh', ['-c', line], { home: top, cwd, env: { ...env, ...more } });
}

/** Finds the lines that install: for a project, globally, for one start. Those with the same packages are one. */
function linesOf(text: string) {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, line = '']) => line.trim());
  const installs = new Map<string, string>();
  for (const line of all(/(?:^ *|`)(npm (?:install|i) [^`#\n]+)/gm)) {
    const key = `${isGlobal(line)} ${packagesIn(line).sort()}`;
    if (!installs.has(key)) installs.set(key, line);
  }
  return {
    projects: [...installs.values()].filter((line) => !isGlobal(line)),
    globals: [...installs.values()].filter(isGlobal),
    programs: [...new Set(all(/(npx (?:-y @mitosislabs\/[\w-]+|-p @mitosislabs\/[\w-]+ [\w-]+))/g))],
    others: all(/(?:^ *|`)((?:pnpm (?:add|dlx)|yarn (?:add|dlx)|bun add|bunx|deno add) [^`#\n]+)/gm),
  };
}

function isGlobal(line: string): boolean {
  return / (-g|--global) /.test(line);
}

/** The packages that a line names, without their versions. */
function packagesIn(line: string): string[] {
  const words = line.split(/\s+/).slice(2);
  return words.filter((word) => !word.startsWith('-')).map((word) => word.replace(/(?<=.)@.*$/, ''));
}

async function emptyFolder(name: string): Promise<string> {
  const folder = join(top, name.replaceAll(/[^\w.-]+/g, '-'));
  await mkdir(folder);
  return folder;
}
