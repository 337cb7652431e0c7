import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const packages = ['auth', 'transport', 'api', 'xmtp', 'agent', 'sdk'];
/** Programs, and files of this machine, are for Node only. */
const nodeOnly = ['./command', './files', './mcp', './nodeFiles', './probeProxy'];

test.each(packages)(
  'behavior: the built %s bundles for a browser, every entry, and names nothing of Node',
  async (name) => {
    const folder = fileURLToPath(new URL(`../../packages/${name}/`, import.meta.url));
    const { exports } = JSON.parse(await readFile(`${folder}package.json`, 'utf8')) as {
      exports: Record<string, { default: string } | string>;
    };
    const entries = Object.entries(exports).flatMap(([path, entry]) =>
      typeof entry === 'string' || nodeOnly.includes(path) ? [] : [`${folder}${entry.default}`],
    );
    expect(entries.length).toBeGreaterThan(0);
    // A `node:` import does not resolve for this platform: the build would fail.
    const { outputFiles, warnings } = await build({
      entryPoints: entries,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      outdir: folder,
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    // A service worker may not `import()`.
    for (const { text } of outputFiles)
      expect(text).not.toMatch(/\bnode:|\bprocess\.|\bBuffer\.|\brequire\(|\bimport\(/);
  },
);
