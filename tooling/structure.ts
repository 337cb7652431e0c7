import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** A relative import, an export from one, or an `import()`; also of types. */
const IMPORT = /\b(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;
const TEST = /\.test(-d)?\.tsx?$/;

/**
 * Finds imports that do not point downward, also of types. Tests are left out.
 *
 * @param folder - The folder, such as a package's `src`.
 * @param layers - Its files and folders from the top down. One may import itself and those below it. Several names in one
 *   text, separated by spaces, are side by side and do not import each other.
 * @returns each such import as `a.ts → b.ts`, and each file that is in no layer.
 */
export function upwardImports(folder: string, layers: readonly string[]): string[] {
  const order = new Map(layers.flatMap((names, level) => names.split(' ').map((name) => [name, level])));
  const wrong: string[] = [];
  for (const file of sourcesOf(folder)) {
    if (TEST.test(file)) continue;
    const [from = ''] = file.split('/');
    const level = order.get(from);
    if (level === undefined) wrong.push(`${file} is in no layer`);
    for (const [, path = ''] of readFileSync(join(folder, file), 'utf8').matchAll(IMPORT)) {
      const target = posix.join(dirname(file), path);
      const [to = ''] = target.split('/');
      const isBelow = (order.get(to) ?? -1) > (level ?? 0);
      if (to !== from && !isBelow) wrong.push(`${file} → ${target}`);
    }
  }
  return wrong;
}

/**
 * Finds folders with many source files, and long files. Tests count as files of their length only.
 *
 * @param folder - The folder, such as a package's `src`.
 * @param most - The greatest number of source files in a folder, and of lines in a file.
 * @returns each of them with its number.
 */
export function oversized(folder: string, most: { files: number; lines: number }): string[] {
  const counts = new Map<string, number>();
  const large: string[] = [];
  for (const file of sourcesOf(folder)) {
    if (!TEST.test(file)) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n').length;
    if (lines > most.lines) large.push(`${file}: ${lines} lines`);
  }
  for (const [name, count] of counts) if (count > most.files) large.push(`${name}: ${count} source files`);
  return large;
}

function sourcesOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.tsx?$/.test(file)).map((file) => file.replaceAll('\\', '/'));
}
