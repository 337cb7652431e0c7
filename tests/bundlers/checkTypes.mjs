// Compiles a program that uses every entry, as strictly as a user may ask.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How programs find modules: `module`, then `moduleResolution`. */
const RESOLUTIONS = [
  ['NodeNext', 'NodeNext'],
  ['Node16', 'Node16'],
  ['ESNext', 'Bundler'],
  ['ESNext', 'node10'],
];
/** A browser's library without Node's types, and Node's types without a browser's library. */
const LIBRARIES = [
  { lib: ['ES2022', 'DOM'], types: [] },
  { lib: ['ES2022'], types: ['node'] },
];

/** The strictest options. */
const STRICT = {
  target: 'ES2022',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};
const SCOPE = 'node_modules/@mitosislabs';

/** These take streams and servers of Node: they need its types. */
const FOR_NODE = new Set(['acp', 'cli', 'mcp']);
/** Entries with helpers for test runners: one needs Vitest, an optional peer, the other the types of Node. */
const FOR_RUNNERS = new Set(['./vitest', './node-test']);
/** The declarations of zod compile with `node10` only if the user sets `allowSyntheticDefaultImports`. */
const NOT_NODE10 = new Set(['mcp']);
/** The declarations of zod use `NoInfer`, which is in TypeScript since 5.4. */
const SINCE_5_4 = new Set(['mcp']);
/** The declarations of the AI SDK need those of `json-schema`, which it does not depend on: its users check no libraries. */
const UNCHECKED = new Set(['ai-sdk']);

const PROGRAM = `
import { TasksAPI } from '@mitosislabs/api/tasks';
import { MitosisClient } from '@mitosislabs/sdk';
import { Transport } from '@mitosislabs/transport';

export async function main(): Promise<unknown> {
  const mi = new MitosisClient({ endpoint: 'http://localhost:8080', apiKey: 'mi_example' });
  const names: string[] = (await mi.offices.list()).map((office) => office.name);
  const session = await mi.xmtp.openSession('office', 'aria');
  for await (const message of session.stream()) names.push(message.content);
  await mi.files.downloadTo('office', 'a.txt', './a.txt');
  const { publicKey }: { publicKey: string } = await mi.rotateAgentKey('office', 'aria');
  // @ts-expect-error A name is no number.
  const wrong: number = names[0] ?? '';
  return [publicKey, wrong, await new TasksAPI(new Transport({ endpoint: 'http://localhost' })).list('office')];
}
`;

/**
 * Compiles the program with one compiler in every way that it knows.
 *
 * @param {string} tsc - The compiler's script.
 * @param {string} version - Its version.
 * @param {string} folder - Where the packages are installed.
 * @param {{ typeRoots?: string[], only?: string }} options - Where Node's types are, and the one resolution to try.
 * @returns {string[]} what each way says; nothing when there is no error.
 */
export function checkTypes(tsc, version, folder, { typeRoots, only } = {}) {
  const major = Number.parseInt(version, 10);
  const problems = [];
  for (const [module, moduleResolution] of RESOLUTIONS) {
    if (only !== undefined && moduleResolution !== only) continue;
    if (moduleResolution === 'node10' && major >= 7) continue;
    for (const library of LIBRARIES) {
      const names = readdirSync(join(folder, SCOPE))
        .filter((name) => moduleResolution !== 'node10' || !NOT_NODE10.has(name))
        .filter((name) => !isBefore54(version) || !SINCE_5_4.has(name));
      const all = { 'program.ts': importsOf(folder, library.types.length > 0, names) + PROGRAM };
      const compilerOptions = {
        ...library,
        ...(typeRoots && { typeRoots }),
        module,
        moduleResolution,
        ...STRICT,
        ...(major === 6 && moduleResolution === 'node10' && { ignoreDeprecations: '6.0' }),
      };
      const says = compile(tsc, folder, all, compilerOptions);
      if (says)
        problems.push(`TypeScript ${version}, ${moduleResolution}, ${library.lib.join('+')}:\n${says}`);
    }
  }
  return problems;
}

/**
 * Compiles each package that runs everywhere as the only one of a program: what another declares does not help it.
 *
 * @param {string} tsc - The compiler's script.
 * @param {string} folder - Where the packages are installed.
 * @returns {string[]} what the compiler says of each package; nothing when there is no error.
 */
export function checkTypesApart(tsc, folder) {
  const names = readdirSync(join(folder, SCOPE)).filter(
    (name) => !UNCHECKED.has(name) && !FOR_NODE.has(name),
  );
  const options = { module: 'NodeNext', moduleResolution: 'NodeNext', ...STRICT, ...LIBRARIES[0] };
  return names.flatMap((name) => {
    const says = compile(tsc, folder, { [`${name}.ts`]: importsOf(folder, false, [name]) }, options);
    return says ? [`${name} alone:\n${says}`] : [];
  });
}

/** Returns the errors of a program, or undefined. */
function compile(tsc, folder, files, compilerOptions) {
  const own = mkdtempSync(join(folder, 'types-'));
  writeFileSync(join(own, 'package.json'), JSON.stringify({ type: 'module' }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(own, name), text);
  writeFileSync(join(own, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: Object.keys(files) }));
  try {
    execFileSync(process.execPath, [tsc, '-p', own], { encoding: 'utf8' });
    return undefined;
  } catch (error) {
    return error.stdout;
  }
}

function isBefore54(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 5 || (major === 5 && minor < 4);
}

function importsOf(folder, hasNodeTypes, names) {
  const entries = names
    .filter((name) => !UNCHECKED.has(name))
    .filter((name) => hasNodeTypes || !FOR_NODE.has(name))
    .flatMap((name) => {
      const { exports } = JSON.parse(readFileSync(join(folder, SCOPE, name, 'package.json'), 'utf8'));
      return Object.keys(exports)
        .filter((path) => typeof exports[path] !== 'string')
        .filter((path) => !FOR_RUNNERS.has(path) || (hasNodeTypes && path === './node-test'))
        .map((path) => `@mitosislabs/${name}${path.slice(1)}`);
    });
  return entries.map((entry, index) => `export * as entry${index} from '${entry}';\n`).join('');
}

// `node checkTypes.mjs <tsc> <version> <folder> <options as JSON>`
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [tsc, version, folder, options] = process.argv.slice(2);
  process.stdout.write(checkTypes(tsc, version, folder, JSON.parse(options)).join('\n'));
}
