import { readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The names of the packages. */
export const packages = readdirSync(join(root, 'packages'));

/** A piece of documented code, and where it stands. */
export interface Snippet {
  where: string;
  code: string;
}

/** The `@example` blocks of every published source. */
export async function exampleSnippets(): Promise<Snippet[]> {
  const snippets: Snippet[] = [];
  for (const name of await readdir(join(root, 'packages'))) {
    const folder = join(root, 'packages', name, 'src');
    for (const file of await readdir(folder, { recursive: true })) {
      if (!file.endsWith('.ts') || /\.test(-d)?\.ts$/.test(file)) continue;
      const text = await readFile(join(folder, file), 'utf8');
      for (const [, block = ''] of text.matchAll(/@example\s*\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/g)) {
        snippets.push({ where: `packages/${name}/src/${file}`, code: block.replace(/^\s*\* ?/gm, '') });
      }
    }
  }
  return snippets;
}
