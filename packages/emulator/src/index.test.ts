import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as emulator from './index.ts';

test('default: exports exactly these names', () => {
  expect(Object.keys(emulator).sort()).toEqual([
    'echoBrain',
    'readSeedFile',
    'scriptedBrain',
    'startEmulator',
  ]);
});

test('default: LICENSES.md names each package whose code is in the published files', () => {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const { devDependencies, peerDependencies } = JSON.parse(read('package.json')) as Record<string, object>;
  const bundled = new Set<string>();
  for (const folder of ['src', 'dashboard']) {
    for (const file of readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true })) {
      if (!/\.tsx?$/.test(`${file}`) || /\.test\.|testing\//.test(`${file}`)) continue;
      for (const [, name = ''] of read(`${folder}/${file}`).matchAll(
        /(?:from |import\()'((?:@[^'/]+\/)?[^'/]+)/g,
      )) {
        if (Object.hasOwn(devDependencies ?? {}, name)) bundled.add(name);
      }
    }
  }
  // `src/dashboard/assets.ts` builds the dashboard with it; its built form has the result.
  for (const name of ['esbuild', ...Object.keys(peerDependencies ?? {})]) bundled.delete(name);
  expect([...bundled].sort()).toContain('@bitauth/libauth');
  expect([...bundled].filter((name) => !read('LICENSES.md').includes(`\`${name}\``))).toEqual([]);
});
