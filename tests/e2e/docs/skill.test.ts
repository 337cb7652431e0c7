import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stampVersion } from '@mitosislabs/tooling/stampVersion';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installPacked } from '../../runtimes/installPacked.ts';
import { root } from '../snippets.ts';

const TEXTS = ['llms.txt', 'llms-full.txt', 'skills/mitosis/SKILL.md'];
let folder: string;

beforeAll(async () => {
  folder = join((await installPacked()).folder, 'node_modules/@mitosislabs/sdk');
});

const versionsIn = (where: string) =>
  TEXTS.map(
    (name) => /^(?:Version | {2}version: )(\S+?)\.?$/m.exec(readFileSync(join(where, name), 'utf8'))?.[1],
  );

test('default: the packed texts for language models name the version of their package', () => {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  expect(versionsIn(folder)).toEqual([version, version, version]);
});

test('behavior: packing writes a new version into them', () => {
  const copy = mkdtempSync(join(tmpdir(), 'mitosis-skill-'));
  try {
    for (const name of TEXTS) cpSync(join(root, 'packages/sdk', name), join(copy, name));
    writeFileSync(join(copy, 'package.json'), '{ "version": "0.17.3-beta.1" }');
    stampVersion(copy);
    expect(versionsIn(copy)).toEqual(TEXTS.map(() => '0.17.3-beta.1'));
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('behavior: the packed skill has the form that agents read', () => {
  const text = readFileSync(join(folder, 'skills/mitosis/SKILL.md'), 'utf8');
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const { name, description, ...others } = parse(head) as Record<string, string>;
  // The name is that of the folder; the limits are those of the Agent Skills specification.
  expect(name).toBe('mitosis');
  expect(description).toMatch(/Use when/);
  expect(description?.length).toBeLessThan(1_024);
  expect(Object.keys(others)).toEqual(['license', 'compatibility', 'metadata']);
  expect(body.split('\n').length).toBeLessThan(500);
});
