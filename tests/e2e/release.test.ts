import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { packages, root } from './snippets.ts';

/** The versions and changelogs that the changesets of this commit lead to. */
const released = new Map<string, { version: string; changelog: string }>();

beforeAll(async () => {
  const copy = await mkdtemp(join(tmpdir(), 'mitosis-versions-'));
  try {
    for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset'])
      await cp(join(root, file), join(copy, file), { recursive: true });
    for (const folder of [
      'derive',
      'examples',
      'tests',
      'tooling',
      ...packages.map((name) => `packages/${name}`),
    ])
      await cp(join(root, folder, 'package.json'), join(copy, folder, 'package.json'));
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    await writeFile(
      join(copy, '.changeset/test.md'),
      '---\n"@mitosislabs/auth": patch\n---\n\nFixed a thing.\n',
    );
    const git = (...args: string[]) => execFileSync('git', args, { cwd: copy, stdio: 'ignore' });
    git('init');
    git('add', '.');
    git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '-m', 'copy');
    const changeset = join(root, 'node_modules/@changesets/cli/bin.js');
    execFileSync(process.execPath, [changeset, 'version'], { cwd: copy, stdio: 'ignore' });
    for (const name of packages) {
      const folder = join(copy, 'packages', name);
      const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const changelog = await readFile(join(folder, 'CHANGELOG.md'), 'utf8').catch(() => '');
      released.set(name, { version, changelog });
    }
  } finally {
    await rm(copy, { recursive: true });
  }
}, 120_000);

test('behavior: the next versions continue what users have', () => {
  for (const [name, { version }] of released) {
    const [major, minor] = version.split('.').map(Number);
    expect([name, major]).toEqual([name, 0]);
    if (name === 'sdk' || name === 'cli')
      expect([name, minor]).toEqual([name, expect.toSatisfy((n) => n >= 17)]);
  }
});

test('behavior: a changelog is for readers: sentences, without commits', () => {
  const { version, changelog } = released.get('auth') ?? { version: '', changelog: '' };
  expect(changelog).toContain(`\n## ${version}\n`);
  expect(changelog).toContain('\n- Fixed a thing.\n');
  for (const [name, { changelog: text }] of released) {
    const lines = text.split('\n').filter((line) => /^- ([0-9a-f]{7,}\b|Updated dependencies)/.test(line));
    expect([name, lines]).toEqual([name, []]);
  }
});

test('behavior: every package publishes its changelog, and forces no provenance', async () => {
  for (const name of packages) {
    const manifest = JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
    expect([name, manifest.files]).toEqual([name, expect.arrayContaining(['CHANGELOG.md'])]);
    // Users of the AI SDK need a newer Node than contributors.
    const engines = name === 'ai-sdk' ? { engines: { node: '>=22' } } : {};
    expect([name, manifest.publishConfig]).toEqual([name, { access: 'public', ...engines }]);
  }
});

test('behavior: changesets name packages that exist', async () => {
  const files = (await readdir(join(root, '.changeset'))).filter((file) => file.endsWith('.md'));
  const names = new Set(packages.map((name) => `@mitosislabs/${name}`));
  for (const file of files) {
    const text = await readFile(join(root, '.changeset', file), 'utf8');
    const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
    const named = [...head.matchAll(/^["'](.+)["']: (?:patch|minor)$/gm)].map(([, name]) => name ?? '');
    expect([file, named.length > 0 && named.every((name) => names.has(name))]).toEqual([file, true]);
    expect([file, body.trim() !== '']).toEqual([file, true]);
  }
});
