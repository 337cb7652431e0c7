// `pnpm structure`: the sizes of files and folders in all packages. Import arrows and circles are checked by the
// `structure.test.ts` of each package and by Biome (`noImportCycles`).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The folders with sources in a package. */
const SOURCES = ['src', 'dashboard'];
/** The most source files in a folder, and lines in a file. */
const MOST = { files: 15, lines: 400 };
/** A shorter file that only one other file imports belongs in that file. In lines. */
const SHORTEST = 15;
/** Files that stay alone: each is named after a group of the contract, or reads package.json from `src/` and `dist/` alike. */
const ALONE = /^packages\/(emulator\/src\/handlers\/|api\/src\/contract\/|[^/]+\/src\/version\.ts$)/;
const TEST = /\.test(-d)?\.tsx?$|\/testing\//;
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

const problems = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter((folder) => existsSync(join(folder, 'src')))
  .flatMap(problemsOf);
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? 'Files and folders have their sizes.' : `${problems.length} to correct.`);
process.exitCode = problems.length === 0 ? 0 : 1;

function problemsOf(folder) {
  const files = SOURCES.map((name) => join(folder, name))
    .filter((sources) => existsSync(sources))
    .flatMap((sources) =>
      readdirSync(sources, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file))
        .map((file) => join(sources, file)),
    );
  const texts = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
  const sources = files.filter((file) => !TEST.test(file));
  // An entry is imported from other packages, by its name in package.json.
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const isEntry = (file) => manifest.includes(relative(folder, file));
  const folders = new Map();
  const importers = new Map(sources.map((file) => [file, new Set()]));
  for (const file of sources) {
    folders.set(dirname(file), (folders.get(dirname(file)) ?? 0) + 1);
    for (const [, path] of texts.get(file).matchAll(IMPORT))
      importers.get(join(dirname(file), path))?.add(file);
  }
  const linesOf = (file) => texts.get(file).trimEnd().split('\n').length;
  return [
    ...[...folders]
      .filter(([, count]) => count > MOST.files)
      .map(([name, count]) => `${relative(root, name)}: ${count} source files, at most ${MOST.files}`),
    ...files
      .filter((file) => linesOf(file) > MOST.lines)
      .map((file) => `${relative(root, file)}: ${linesOf(file)} lines, at most ${MOST.lines}`),
    ...sources
      .filter((file) => linesOf(file) < SHORTEST && importers.get(file).size === 1 && !isEntry(file))
      .filter((file) => !ALONE.test(relative(root, file)))
      .map((file) => {
        const [importer] = importers.get(file);
        return `${relative(root, file)}: ${linesOf(file)} lines, used by ${relative(root, importer)} only: join them`;
      }),
  ];
}
