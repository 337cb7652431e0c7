import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** The relative imports of each file of a folder, also those of types: paths from the folder. */
type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** A relative import, an export from one, or an `import()`. */
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;
const SOURCE = /(?<!\.d|\.test|\.test-d)\.tsx?$/;

function importGraph(folder: string): ImportGraph {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    SOURCE.test(file),
  );
  return new Map(
    files.map((file) => {
      const matches = readFileSync(join(folder, file), 'utf8').matchAll(IMPORT);
      const path = file.replaceAll('\\', '/');
      return [path, [...matches].map(([, target = '']) => posix.join(dirname(path), target))];
    }),
  );
}

/**
 * Finds circles of imports between the source files of a folder, also those by types alone. Tests are left out.
 *
 * @param folder - The folder, such as a package's `src`.
 * @returns each circle as `a.ts → b.ts → a.ts`.
 */
export function importCycles(folder: string): string[] {
  const graph = importGraph(folder);
  const cycles: string[] = [];
  const finished = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): void => {
    const start = path.indexOf(file);
    if (start >= 0) cycles.push([...path.slice(start), file].join(' → '));
    if (start >= 0 || finished.has(file)) return;
    path.push(file);
    for (const target of graph.get(file) ?? []) visit(target);
    path.pop();
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return cycles;
}

/**
 * Finds imports that do not point downward. Tests are left out.
 *
 * @param folder - The folder, such as a package's `src`.
 * @param layers - Its files and folders from the top down. One may import itself and those after it; several names in one
 *   text, separated by spaces, are side by side and do not import each other.
 * @returns each such import as `a.ts → b.ts`, and each file that is in no layer.
 */
export function upwardImports(folder: string, layers: readonly string[]): string[] {
  const order = new Map(layers.flatMap((names, level) => names.split(' ').map((name) => [name, level])));
  const wrong: string[] = [];
  for (const [file, targets] of importGraph(folder)) {
    const [from = ''] = file.split('/');
    const level = order.get(from);
    if (level === undefined) wrong.push(`${file} is in no layer`);
    for (const target of targets) {
      const [to = ''] = target.split('/');
      if (to !== from && !((order.get(to) ?? -1) > (level ?? 0))) wrong.push(`${file} → ${target}`);
    }
  }
  return wrong;
}
