import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { closureOf, FORM, rollUp } from '../support/rollUp.mjs';

/** Imports of an application. */
const IMPORTS = {
  'mitosis: MitosisClient': "export { MitosisClient } from '@mitosislabs/sdk';",
  'mitosis: Transport and one group':
    "export { Transport } from '@mitosislabs/transport'; export { TasksAPI } from '@mitosislabs/api/tasks';",
  'mitosis: signRequest': "export { signRequest } from '@mitosislabs/auth';",
  openai: "export { default } from 'openai';",
  stripe: "export { default } from 'stripe';",
  ky: "export { default } from 'ky';",
  e2b: "export { Sandbox } from 'e2b';",
  undici: "export { request } from 'undici';",
};
/** The ways to bundle. Browsers get all at once: a service worker may not `import()`. On Node, calls load what they need. */
const GROUPS = [
  { group: 'browser, Rollup', bundle: withRollup, target: 'browser' },
  { group: 'browser, esbuild', bundle: withEsbuild, target: 'browser' },
  { group: 'Node, Rollup, as imported', bundle: withRollup, target: 'node', part: closureOf },
  { group: 'Node, esbuild, as imported', bundle: withEsbuild, target: 'node', part: closureOf },
  { group: 'Node, esbuild, in all', bundle: withEsbuild, target: 'node' },
];

/** Measures what an import brings into a bundle, in kB minified and gzipped. */
export async function sizes() {
  const rows = [];
  for (const { group } of GROUPS) {
    for (const name of Object.keys(IMPORTS)) {
      const value = await sizeOf(group, name);
      // A package for Node only cannot be bundled for browsers.
      if (value !== undefined) rows.push({ group, name, value });
    }
  }
  return rows;
}

/**
 * The size of one import, in kB.
 *
 * @param {string} way one of the ways to bundle
 * @param {string} imported one of the imports
 */
export async function sizeOf(way, imported) {
  const { bundle, target, part = (chunks) => chunks } = GROUPS.find(({ group }) => group === way);
  const chunks = await bundle(IMPORTS[imported], target);
  return chunks && part(chunks).reduce((sum, { code }) => sum + gzipSync(code).length, 0) / 1000;
}

async function withRollup(contents, target) {
  const chunks = await rollUp(contents, target);
  if (!chunks) return undefined;
  return Promise.all(
    chunks.map(async ({ code, fileName, imports, isEntry }) => ({
      code: (await transform(code, FORM)).code,
      fileName,
      imports,
      isEntry,
    })),
  );
}

async function withEsbuild(contents, target) {
  const result = await build({
    ...FORM,
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    splitting: true,
    platform: target,
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  }).catch(({ errors }) => {
    if (target === 'browser' && errors.every(({ text }) => text.startsWith('Could not resolve'))) return;
    throw new Error(errors[0].text);
  });
  if (!result) return undefined;
  return Object.entries(result.metafile.outputs).map(([fileName, { imports, entryPoint }]) => ({
    code: result.outputFiles.find(({ path }) => path.endsWith(fileName)).text,
    fileName,
    imports: imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path),
    isEntry: entryPoint === '<stdin>',
  }));
}
