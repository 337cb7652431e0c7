import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './snippets.ts';

const bench = (file: string) => import(new URL(`../bench/${file}`, import.meta.url).href);
const pageFile = join(root, 'docs/benchmarks.md');
/** A part of the page that `pnpm bench` writes, and the name of its family. */
const FIGURES = /<!-- figures: (\w+) -->.*?<!-- end: \1 -->/gs;

test('behavior: docs/benchmarks.md and its plots are drawn from the stored figures', async () => {
  const { drawn } = (await bench('page/drawPage.mjs')) as { drawn(): Promise<Record<string, string>> };
  const files = Object.entries(await drawn());
  const other: string[] = [];
  for (const [file, content] of files) {
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== content) other.push(relative(root, file));
  }
  expect(files.length).toBeGreaterThan(1);
  expect({ other, remedy: 'npx -y pnpm@10.34.8 bench --draw' }).toMatchObject({ other: [] });
});

test('behavior: each family of `pnpm bench` is measured and has its place on the page', async () => {
  const { families } = (await bench('families.mjs')) as { families: { id: string }[] };
  const ids = families.map(({ id }) => id);
  const results = JSON.parse(await readFile(join(root, 'docs/benchmarks/results.json'), 'utf8'));
  expect(Object.keys(results)).toEqual(ids);
  const places = [...(await readFile(pageFile, 'utf8')).matchAll(FIGURES)].map(([, id]) => id);
  expect([...places].sort()).toEqual(['machines', ...ids].sort());
});

test('behavior: no table of docs/benchmarks.md is written by hand', async () => {
  const byHand = (await readFile(pageFile, 'utf8')).replaceAll(FIGURES, '');
  expect(byHand.length).toBeGreaterThan(1_000);
  expect(byHand.match(/^[ >]*\|.*|<table.*|!\[.*/gm) ?? []).toEqual([]);
});
