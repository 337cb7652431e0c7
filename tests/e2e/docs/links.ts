import { existsSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { root } from '../snippets.ts';
import { type Page, readPage } from './readPage.ts';

/** Addresses of files of this repository. Packed pages link with them. */
const OWN = /^https:\/\/github\.com\/mitosislabs\/sdk\/(?:blob|tree)\/main\/?/;

/** Finds links to files and headings that do not exist. Links to other sites are not followed. */
export function brokenLinks(pages: readonly Page[]): string[] {
  const known = new Map(pages.map((page) => [page.file, page]));
  const broken: string[] = [];
  for (const { file, links } of pages) {
    for (const { line, url } of links) {
      const isOwn = OWN.test(url);
      if (!isOwn && /^[a-z]+:/.test(url)) continue;
      const [path = '', anchor] = decodeURI(url.replace(OWN, '')).split('#');
      const target = isOwn ? path : path === '' ? file : join(dirname(file), path);
      if (!isThere(target, anchor, known)) broken.push(`${file}:${line}: ${url}`);
    }
  }
  return broken;
}

function isThere(target: string, anchor: string | undefined, known: ReadonlyMap<string, Page>): boolean {
  const path = normalize(target).replace(/\/$/, '');
  if (path.startsWith('..') || !existsSync(join(root, path))) return false;
  if (anchor === undefined || anchor === '') return true;
  // A folder shows its README.
  const file = statSync(join(root, path)).isDirectory() ? normalize(join(path, 'README.md')) : path;
  // Lines of a source.
  if (!file.endsWith('.md')) return /^L\d+/.test(anchor);
  return (known.get(file) ?? readPage(file)).anchors.has(anchor);
}
