import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './snippets.ts';

test('behavior: docs/benchmarks.md and its plots are drawn from the stored figures', async () => {
  const url = new URL('../bench/page/drawPage.mjs', import.meta.url).href;
  const { drawn } = (await import(url)) as { drawn(): Promise<Record<string, string>> };
  const files = Object.entries(await drawn());
  const other: string[] = [];
  for (const [file, content] of files) {
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== content) other.push(relative(root, file));
  }
  expect(files.length).toBeGreaterThan(1);
  expect({ other, remedy: 'npx -y pnpm@10.34.8 bench --draw' }).toMatchObject({ other: [] });
});
