import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { closureOf, FORM, rollUp } from '../support/rollUp.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The parts of `MitosisClient`, by the files of their modules. A module belongs to the first part that fits. */
const PARTS = {
  sessions: /^packages\/xmtp\//,
  'HTTP client of Node': /^packages\/transport\/src\/.*node/i,
  'event streams': /^packages\/transport\/src\/stream\//,
  'bodies, forms, uploads':
    /^packages\/(transport\/src\/body|api\/src\/groups\/files\/(?!contract|FilesAPI))/,
  'errors of calls, redaction, log': /^packages\/transport\/src\/(errors|redact)\/|\/responseToError\.ts$/,
  'requests, retries, time limits, responses': /^packages\/transport\//,
  'operations: their data and schemas': /^packages\/api\/src\/(contract\/|groups\/\w+\/contract\.ts)/,
  'operations: their methods, waiting, following logs': /^packages\/api\//,
  'noble (signatures and hashes)': /\/node_modules\/@noble\//,
  'keys, signatures, tokens': /^packages\/auth\/src\/(?!errors\/)/,
  'errors and checks of all packages': /^packages\/auth\/src\/errors\//,
  keystore: /^packages\/keystore\//,
  'client itself': /^packages\/sdk\//,
};
const GROUPS = { browser: 'browser', 'Node, as imported': 'node' };

/**
 * Measures what a bundle of `MitosisClient` loses without each part, in kB minified and gzipped. What two parts have in common stays
 * in either case, so the parts together are smaller than the whole.
 */
export async function parts() {
  const bundles = [];
  for (const [group, target] of Object.entries(GROUPS)) {
    const modules = await modulesFor(target);
    bundles.push({ group, modules, whole: await sizeOf(modules) });
  }
  const rows = [];
  for (const part of Object.keys(PARTS)) {
    for (const { group, modules, whole } of bundles) {
      const rest = modules.filter((module) => module.part !== part);
      if (rest.length < modules.length) rows.push({ group, name: part, value: whole - (await sizeOf(rest)) });
    }
  }
  return [...rows, ...bundles.map(({ group, whole }) => ({ group, name: 'all', value: whole }))];
}

/** The modules that `MitosisClient` brings when it is imported, with what Rollup leaves of each. From the sources: each has one concept. */
async function modulesFor(target) {
  const types = {
    name: 'types',
    transform: async (code, id) =>
      id.endsWith('.ts') ? (await transform(code, { loader: 'ts' })).code : null,
  };
  const chunks = await rollUp("export { MitosisClient } from '@mitosislabs/sdk';", target, {
    conditions: ['@mitosislabs/source'],
    plugins: [types],
  });
  const modules = closureOf(chunks).flatMap((chunk) => Object.entries(chunk.modules));
  return modules.map(([id, { code }]) => ({ code: code ?? '', part: partOf(relative(root, id)) }));
}

function partOf(file) {
  const found = Object.entries(PARTS).find(([, files]) => files.test(file));
  if (!found && !file.startsWith('tests/')) throw new Error(`No part of the client has ${file}.`);
  return found?.[0];
}

async function sizeOf(modules) {
  const { code } = await transform(modules.map((module) => module.code).join('\n'), FORM);
  return gzipSync(code).length / 1000;
}
