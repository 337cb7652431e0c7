import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = join(root, 'packages');

/** A module that a package exports: its specifier, its source, and its names. */
export interface Entry {
  /** `@mitosislabs/transport/errors`. */
  readonly specifier: string;
  readonly exports: readonly Export[];
}

/** A name that an entry exports. */
export interface Export {
  readonly name: string;
  readonly symbol: ts.Symbol;
  /** The entry that describes it, if it is another one. */
  readonly home: string;
}

/** The exports of all packages, and the compiler that knows more about them. */
export interface Exports {
  readonly entries: readonly Entry[];
  readonly checker: ts.TypeChecker;
}

/** Reads the exports of all entries of all packages. The package that declares an export describes it. */
export function readExports(): Exports {
  const sources = entrySources();
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    customConditions: ['@mitosislabs/source'],
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    // Other libraries would take half of the time. A type that stands in a source is described as it stands there.
    lib: ['lib.es2022.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options, true);
  const cache = ts.createModuleResolutionCache(root, (name) => name, options);
  host.resolveModuleNameLiterals = (literals, file, redirected, compilerOptions) =>
    literals.map(({ text }) =>
      /^(\.|#|@mitosislabs\/)/.test(text)
        ? ts.resolveModuleName(text, file, compilerOptions, host, cache, redirected, ts.ModuleKind.ESNext)
        : { resolvedModule: undefined },
    );
  const program = ts.createProgram([...sources.values()], options, host);
  const checker = program.getTypeChecker();
  const found = [...sources].map(([specifier, file]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} is no module.`);
    const names = checker.getExportsOfModule(module).map((symbol) => ({
      name: symbol.name,
      symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
    }));
    return { specifier, names: names.sort((a, b) => a.name.localeCompare(b.name)) };
  });
  const homes = homesOf(found);
  const entries = found.map(({ specifier, names }) => ({
    specifier,
    exports: names.map(({ name, symbol }) => ({ name, symbol, home: homes.get(symbol) ?? specifier })),
  }));
  return { entries, checker };
}

/** The source of each entry that has types, by its specifier. */
function entrySources(): Map<string, string> {
  const sources = new Map<string, string>();
  // First what most programs import.
  const first = ['sdk', 'transport', 'auth', 'api', 'xmtp', 'keystore', 'agent', 'emulator'];
  const names = readdirSync(packages).sort();
  for (const name of [...first, ...names.filter((one) => !first.includes(one))]) {
    const manifest = JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) as {
      name: string;
      exports: Record<string, Record<string, unknown> | string>;
    };
    for (const [subpath, entry] of Object.entries(manifest.exports)) {
      if (typeof entry === 'string') continue;
      const source = entry['@mitosislabs/source'];
      const file =
        typeof source === 'string' ? source : (source as Record<string, string> | undefined)?.['types'];
      if (file === undefined) throw new Error(`${manifest.name} ${subpath} names no source.`);
      sources.set(`${manifest.name}${subpath.slice(1)}`, join(packages, name, file));
    }
  }
  return sources;
}

/** The entry that describes each export: of the package that declares it, the one with the shortest name. */
function homesOf(
  entries: readonly { specifier: string; names: readonly { symbol: ts.Symbol }[] }[],
): Map<ts.Symbol, string> {
  const homes = new Map<ts.Symbol, string>();
  const rank = (specifier: string, symbol: ts.Symbol): number => {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
    const owner = /\/packages\/([\w-]+)\//.exec(file)?.[1];
    // A group of the API has an entry of its own, and is in the main one too.
    const group = /\/groups\/(\w+)\//.exec(file)?.[1];
    const isOwn = specifier === `@mitosislabs/${owner}` || specifier.startsWith(`@mitosislabs/${owner}/`);
    if (group !== undefined && specifier === `@mitosislabs/${owner}/${group}`) return -1;
    return (isOwn ? 0 : 1_000) + specifier.length;
  };
  for (const { specifier, names } of entries) {
    for (const { symbol } of names) {
      const home = homes.get(symbol);
      if (home === undefined || rank(specifier, symbol) < rank(home, symbol)) homes.set(symbol, specifier);
    }
  }
  return homes;
}
