import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import { installPacked, packages } from '../runtimes/installPacked.ts';
import { root } from './snippets.ts';

let scope: string;

beforeAll(async () => {
  scope = join((await installPacked()).folder, 'node_modules/@mitosislabs');
});

/** The parts of a published package.json that are checked. */
interface Manifest {
  name: string;
  keywords: string[];
  engines: { node: string };
  exports: Record<string, string | { types: string }>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, unknown>;
}

async function manifestOf(name: string): Promise<{ text: string; manifest: Manifest }> {
  const text = await readFile(join(scope, name, 'package.json'), 'utf8');
  return { text, manifest: JSON.parse(text) };
}

/** Returns the peers and the oldest Node that a dependency needs. */
async function needsOf(dependency: string): Promise<{ peers: string[]; node: number }> {
  const text = await readFile(join(scope, '..', dependency, 'package.json'), 'utf8');
  const { peerDependencies = {}, engines = {} } = JSON.parse(text);
  const [, oldest = '0'] = />= ?(\d+)[^|]*$/.exec(engines.node ?? '') ?? [];
  return { peers: Object.keys(peerDependencies), node: Number(oldest) };
}

/** The files of a package; stars stand for the hash of a chunk, for what a folder has many of, and for the help of `mi`. */
async function filesOf(name: string): Promise<string[]> {
  const found = await readdir(join(scope, name), { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file).slice(join(scope, name).length + 1))
    .map((file) =>
      file.replace(/(?<=[-.])[\w-]{8}(?=\.d\.ts$|\.js$)/, (hash) => (/[A-Z\d]/.test(hash) ? '*' : hash)),
    );
  const kindOf = (file: string) =>
    file.replace(/^(dist\/help\/).*|[^/]+?(?=(?:\.d)?\.\w+$)/, (_, help = '') => `${help}${help && '*'}*`);
  const counts = new Map<string, number>();
  for (const kind of files.map(kindOf)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [
    ...new Set(files.map((file) => ((counts.get(kindOf(file)) ?? 0) > 40 ? kindOf(file) : file))),
  ].sort();
}

/** The entries of a package: the specifier, and the file with its declarations. */
async function entriesOf(name: string): Promise<[specifier: string, file: string][]> {
  const { manifest } = await manifestOf(name);
  return Object.entries(manifest.exports).flatMap(([path, entry]): [string, string][] =>
    typeof entry === 'string' ? [] : [[`${manifest.name}${path.slice(1)}`, join(scope, name, entry.types)]],
  );
}

/** One program of all packages: they share most declarations. */
let program: ts.Program;

beforeAll(async () => {
  const entries = (await Promise.all(packages.map(entriesOf))).flat();
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noLib: true,
    types: [],
  };
  program = ts.createProgram({ rootNames: entries.map(([, file]) => file), options });
});

/** The names that each entry exports, by its specifier. */
async function exportsOf(name: string): Promise<[string, string[]][]> {
  const checker = program.getTypeChecker();
  return (await entriesOf(name)).map(([specifier, file]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    const symbols = module ? checker.getExportsOfModule(module) : [];
    return [specifier, symbols.map((symbol) => symbol.name).sort()];
  });
}

describe.each(packages)('%s', (name) => {
  test('default: exports and contains what the list says', async () => {
    const lines = (await exportsOf(name)).flatMap(([entry, names]) => [
      entry,
      ...names.map((one) => `  ${one}`),
      '',
    ]);
    const files = (await filesOf(name)).map((file) => `  ${file}`);
    // Changes of these lists are seen in the diff. `vitest -u` writes them.
    await expect([...lines, 'files', ...files, ''].join('\n')).toMatchFileSnapshot(`../packages/${name}.txt`);
  });

  test('behavior: package.json is complete, and names nothing that users cannot have', async () => {
    const { text, manifest } = await manifestOf(name);
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/^[^.].+\.$/),
      homepage: 'https://mitosislabs.ai',
      bugs: 'https://github.com/mitosislabs/sdk/issues',
      license: 'MIT',
      author: 'Mitosis Labs',
      repository: {
        type: 'git',
        url: 'git+https://github.com/mitosislabs/sdk.git',
        directory: `packages/${name}`,
      },
      type: 'module',
      sideEffects: name === 'otel' ? ['./dist/register.js'] : false,
      publishConfig: { access: 'public' },
    });
    expect(manifest.keywords).toEqual(expect.arrayContaining(['mitosis', 'agents']));
    expect(manifest.engines.node).toMatch(/^>=(18|20|22)$/);
    // In a clone, pnpm writes a warning into the output of every command if a package needs a newer Node than the repository:
    // `publishConfig.engines` says that one.
    const source: Manifest = JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8'));
    expect(source.engines.node).toMatch(/^>=(18|20)$/);
    expect(manifest).not.toHaveProperty('devDependencies');
    expect(manifest).not.toHaveProperty('scripts');
    expect(text).not.toMatch(/workspace:|catalog:|\/source"|\.\/src\//);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = manifest;
    const ours = Object.keys({ ...dependencies, ...peerDependencies }).filter((one) =>
      one.startsWith('@mitosislabs/'),
    );
    expect(packages).toEqual(expect.arrayContaining(ours.map((one) => one.slice('@mitosislabs/'.length))));
    // Peers are for those who use what needs them.
    expect(Object.keys(manifest.peerDependenciesMeta ?? {}).sort()).toEqual(
      Object.keys(peerDependencies).sort(),
    );
    const files = await readdir(join(scope, name, 'dist'), { recursive: true });
    const code = await Promise.all(
      files
        .filter((file) => /\.c?js$|\.ts$/.test(file))
        .map((file) => readFile(join(scope, name, 'dist', file), 'utf8')),
    );
    const binaries = await readFile(join(root, 'packages', name, 'bin/mi.js'), 'utf8').catch(() => '');
    const all = [...code, binaries].join('\n');
    const needs = await Promise.all(Object.keys(dependencies).map(needsOf));
    const peers = needs.flatMap((need) => need.peers);
    expect(Number(manifest.engines.node.slice('>='.length))).toBeGreaterThanOrEqual(
      Math.max(...needs.map(({ node }) => node), 0),
    );
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const isUsed = new RegExp(`["'\`]${dependency}(?:/[^"'\`]*)?["'\`]`).test(all);
      expect([dependency, isUsed || peers.includes(dependency)]).toEqual([dependency, true]);
    }
  });

  test('behavior: no source, no source map and no test is in the tarball, and nothing names a map', async () => {
    const files = await readdir(join(scope, name), { recursive: true });
    expect(files.filter((file) => /\.map$|(?<!\.d)\.tsx?$|(^|\/)(src|test)\//.test(file))).toEqual([]);
    const code = files.filter((file) => /\.[cm]?js$|\.d\.ts$/.test(file));
    const texts = await Promise.all(code.map((file) => readFile(join(scope, name, file), 'utf8')));
    expect(code.filter((_, index) => texts[index]?.includes('sourceMappingURL='))).toEqual([]);
  });
});
