import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { run } from '../mi.ts';
import { root } from '../snippets.ts';

/** A module that is compiled, in a folder of this package, where the built packages resolve as they do for a user. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** The page that it is from; its lines are those of the module. */
  readonly page: string;
}

/** The native compiler: what all pages need takes the other one a minute on a busy machine. */
const compiler = join(root, 'packages/auth/node_modules/typescript/bin/tsc');
const OPTIONS = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  types: ['node'],
  lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable', 'esnext.disposable'],
};

/**
 * Compiles modules as a strict user does. Returns what the compiler finds, with the lines of the pages.
 *
 * @param folder - Of all modules.
 */
export async function compile(folder: string, sources: readonly Source[]): Promise<string[]> {
  const pages = new Map(sources.map(({ file, page }) => [file, page]));
  for (const { file, text } of sources) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const config = join(folder, 'tsconfig.json');
  await writeFile(config, JSON.stringify({ compilerOptions: OPTIONS, files: [...pages.keys()] }));
  // A second checker would check the declarations once more.
  const args = [compiler, '-p', config, '--pretty', 'false', '--singleThreaded'];
  const { code, stdout, stderr } = await run(process.execPath, args, { home: folder });
  const problems: string[] = [];
  let isOfOthers = false;
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [, file, at, said] = /^(.+?)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
    // The AI SDK's own declarations do not compile as strictly as this.
    if (!line.startsWith(' ')) isOfOthers = /\/node_modules\/(@ai-sdk|ai)\//.test(file ?? '');
    if (isOfOthers) continue;
    const page = pages.get(resolve(folder, file ?? ''));
    problems.push(page === undefined ? line : `${page}:${at}: ${said}`);
  }
  // It could not be started, or ended by a signal.
  if (stderr !== '' || (code !== 0 && stdout === '')) problems.push(`tsc ended with ${code}: ${stderr}`);
  return problems;
}

/** The name of a folder for a page. */
export function folderOf(root: string, page: string): string {
  return join(root, page.replaceAll(/[^\w.-]+/g, '-'));
}
