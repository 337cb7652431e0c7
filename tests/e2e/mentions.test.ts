import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mi } from './mi.ts';
import { root } from './snippets.ts';

/** The published sources and what is written about them, by path. */
async function texts(kinds: RegExp): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const names = await readdir(join(root, 'packages'));
  for (const top of ['docs', ...names.map((name) => `packages/${name}/src`)]) {
    for (const file of await readdir(join(root, top), { recursive: true })) {
      const path = join(top, file);
      if (!kinds.test(file) || /testing|fixtures|\.test(-d)?\.ts$/.test(path)) continue;
      found.set(path, await readFile(join(root, path), 'utf8'));
    }
  }
  for (const name of names) {
    const path = `packages/${name}/README.md`;
    found.set(path, await readFile(join(root, path), 'utf8'));
  }
  return found.set('README.md', await readFile(join(root, 'README.md'), 'utf8'));
}

test('behavior: every error code is explained in docs/errors.md', async () => {
  const documented = await readFile(join(root, 'docs/errors.md'), 'utf8');
  const missing: string[] = [];
  const codes = new Set<string>();
  for (const [path, text] of await texts(/\.ts$/)) {
    // The emulator's responses are the platform's.
    if (!/^packages\/(?!emulator)[a-z]+\/src/.test(path)) continue;
    // An InvalidArgumentError names an argument first.
    const thrown = /(?:\bcode[:=]|\b(?!InvalidArgument)(?:[A-Z]\w+)Error\()\s*'([a-z]+(?:_[a-z]+)*)'/g;
    for (const [, code = ''] of text.replaceAll(/^ *(\*|\/\/).*$/gm, '').matchAll(thrown)) {
      codes.add(code);
      if (!documented.includes(`\`${code}\``)) missing.push(`${code} (${path})`);
    }
  }
  expect(missing).toEqual([]);
  expect(codes.size).toBeGreaterThan(40);
});

test('behavior: every command that is mentioned exists', async () => {
  const { stdout: help } = await mi(['--help'], { home: root });
  const commands = new Set(
    [...help.matchAll(/^ {2}([a-z][a-z-]*(?: [a-z][a-z-]*)?)(?= |$)/gm)].map(([, name]) => name),
  );
  const topics = new Set([...commands].map((name) => name?.split(' ')[0]));
  const unknown: string[] = [];
  for (const [path, text] of await texts(/\.(ts|md)$/)) {
    for (const [, name = '', first = ''] of text.matchAll(
      /`(?:npx )?mi ((?!help\b)([a-z][a-z-]*)(?: [a-z][a-z-]*\b)?)/g,
    )) {
      const isKnown = commands.has(name) || commands.has(first) || (topics.has(first) && name === first);
      if (first !== 'colonies' && !isKnown) unknown.push(`mi ${name} (${path})`);
    }
  }
  expect(unknown).toEqual([]);
});

test('behavior: every decision is in the list of decisions', async () => {
  const folder = join(root, 'docs/decisions');
  const list = await readFile(join(folder, 'README.md'), 'utf8');
  const decisions = (await readdir(folder)).filter((name) => /^\d/.test(name));
  expect(decisions.length).toBeGreaterThan(30);
  expect(decisions.filter((name) => !list.includes(`(${name})`))).toEqual([]);
});
