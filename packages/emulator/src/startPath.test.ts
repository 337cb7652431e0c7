import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** An import of values: not `import type`, not `import()`. */
const IMPORT = /^(?:import|export) (?!type )(?:([^;]*?) from )?'([^']+)';/gms;

/** The modules that are loaded before an emulator has started: files of this package, and names of others. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  const url = new URL(file, import.meta.url);
  for (const [, names = '', module = ''] of readFileSync(url, 'utf8').matchAll(IMPORT)) {
    const isOfTypes = /^\{[^}]*\}$/s.test(names) && !/[{,]\s*(?!type )\w/.test(names);
    if (isOfTypes) continue;
    if (!module.startsWith('.')) found.add(module);
    else {
      const path = new URL(module, url).href;
      if (found.has(path)) continue;
      found.add(path);
      loadedWith(path, found);
    }
  }
  return found;
}

test('default: a start loads no page, no app of hono, and none of the parts that later requests need', () => {
  const loaded = [...loadedWith('startEmulator.ts')];
  expect(loaded.length).toBeGreaterThan(100);
  expect(loaded).toContain('libsql');
  // `@hono/node-server` loads HTTP/2 and the whole of `fetch`.
  expect(loaded.filter((name) => /^(@?hono\b|yaml|@mitosislabs\/(mcp|serve))/.test(name))).toEqual([]);
  expect(loaded.filter((name) => /\/src\/dashboard\/|\/(createApp|applyFault)\.ts$/.test(name))).toEqual([]);
});
