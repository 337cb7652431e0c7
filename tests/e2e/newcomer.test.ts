import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { installPacked, packages } from '../runtimes/installPacked.ts';
import { npmCache } from '../runtimes/npmCache.ts';
import { run } from './mi.ts';
import { root } from './snippets.ts';

/** The shell blocks of a section of the README, as they stand there. */
async function blocksOf(heading: string): Promise<string[]> {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, code = '']) => code.trim());
}

/** A folder, and the environment of a person who works there, with a HOME of their own. */
interface Place {
  cwd: string;
  home: string;
  env: Record<string, string>;
}

async function newHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'mitosis-newcomer-'));
  onTestFinished(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  return home;
}

/** Goes from the line that starts the platform to an answer of an agent: with the lines that are printed and documented. */
async function walk(startLine: string, lines: string, { cwd, home, env }: Place): Promise<string> {
  // Ports of its own: the usual ones may be taken while tests run.
  const line = `${startLine} --port 0 --dashboard-port 0`;
  const { PATH = '' } = process.env;
  const options = { cwd, env: { PATH, HOME: home, MITOSIS_KEYCHAIN: 'off', ...env }, detached: true };
  const platform = spawn('sh', ['-c', line], { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const signIn = await printed(platform, /^ {2}(echo mi_\S+ \| .*)$/m);
    const typed = await run('sh', ['-e', '-c', `${signIn}\n${lines}`], {
      cwd,
      home,
      env,
      input: 'Good morning!\n',
    });
    expect(typed, typed.stderr).toMatchObject({ code: 0 });
    return typed.stdout;
  } finally {
    // Ctrl-C: it reaches all that run at the terminal.
    process.kill(-(platform.pid ?? 0), 'SIGINT');
    if (platform.exitCode === null) await once(platform, 'close');
  }
}

function printed({ stdout }: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    stdout?.on('data', (chunk) => {
      output += chunk;
      const [, found] = pattern.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    stdout?.on('close', () => reject(new Error(`the platform ended:\n${output}`)));
  });
}

test('default: the lines of the README lead from a clone to a chat', async () => {
  const [, start = '', lines = ''] = await blocksOf('From a clone of this repository');
  const answers = await walk(start, lines, { cwd: root, home: await newHome(), env: await npmCache() });
  expect(answers).toContain('aria here. You said: Good morning!');
});

test('default: the lines of the README lead from an empty folder to a chat', async () => {
  await installPacked();
  const home = await newHome();
  const cwd = join(home, 'empty');
  await mkdir(cwd);
  const env = await npmCache();
  const [first = '', lines = ''] = await blocksOf('From an empty folder');
  const [install = '', start = ''] = first.split('\n');
  // Nothing is published yet: the tarballs are in place of the registry.
  const tarballs = await tarballsIn(inject('packedFolder'));
  const { '@mitosislabs/sdk': sdk, ...others } = tarballs;
  await writeFile(join(cwd, 'package.json'), JSON.stringify({ private: true, overrides: others }));
  const line = install.replace('@mitosislabs/sdk', `--no-audit --prefer-offline ${sdk}`);
  expect(line).not.toBe(install);
  expect(await run('sh', ['-c', line], { cwd, home, env })).toMatchObject({ code: 0 });
  expect(await walk(start, lines, { cwd, home, env })).toContain('aria here. You said: Good morning!');
});

async function tarballsIn(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder);
  return Object.fromEntries(
    packages.map((name) => {
      const file = files.find((one) => new RegExp(`^mitosislabs-${name}-\\d.*\\.tgz$`).test(one)) ?? '';
      return [`@mitosislabs/${name}`, `file:${join(folder, file)}`];
    }),
  );
}
