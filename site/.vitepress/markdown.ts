import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { MarkdownOptions } from 'vitepress';
import { pageOf, root } from './pages.ts';

/** Where the repository is published. */
export const REPOSITORY = 'https://github.com/mitosislabs/sdk';

type Markdown = Parameters<NonNullable<MarkdownOptions['config']>>[0];
type Token = ReturnType<Markdown['parse']>[number];

/** Makes files of the repository pages: without their comments, with links that lead to pages, with tables for everyone. */
export function forTheSite(md: Markdown): void {
  // The site takes no HTML from Markdown, so comments would be shown.
  md.core.ruler.before('normalize', 'comments', (state) => {
    state.src = state.src.replace(/<!--[\s\S]*?-->/g, '');
  });
  md.core.ruler.push('repository-links', ({ tokens, env }) => {
    const page = relative(root, env.realPath ?? env.path);
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const href = token.type === 'link_open' ? token.attrGet('href') : null;
      if (href) token.attrSet('href', resolveLink(href, page));
    }
  });
  md.core.ruler.push('empty-headers', (state) => {
    state.tokens = withoutEmptyHeaders(state.tokens);
  });
}

/** Removes rows of headers without any text, and makes empty headers in other rows plain cells: a screen reader would announce them. */
function withoutEmptyHeaders(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if (token.type === 'thead_open') {
      const end = tokens.findIndex(({ type }, at) => at > index && type === 'thead_close');
      const texts = tokens.slice(index, end).filter(({ type }) => type === 'inline');
      if (texts.every(({ content }) => content === '')) {
        index = end;
        continue;
      }
    }
    const isEmpty = token.type === 'th_open' && tokens[index + 1]?.content === '';
    if (isEmpty) for (const cell of [token, tokens[index + 2]]) if (cell) cell.tag = 'td';
    kept.push(token);
  }
  return kept;
}

/** Where a link leads: to the page of the file, if it has one, else to the file in the repository. */
function resolveLink(href: string, page: string): string {
  const own = new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/`);
  if (!own.test(href) && /^([a-z]+:|\/|#)/.test(href)) return href;
  const [path = '', fragment] = href.split('#');
  const file = own.test(path) ? path.replace(own, '') : join(dirname(page), path);
  const readme = join(file, 'README.md');
  const hash = fragment === undefined ? '' : `#${fragment}`;
  const target = pageOf(file) ?? pageOf(readme);
  if (target !== undefined) return `/${target}${hash}`;
  if (!existsSync(join(root, file))) throw new Error(`${page}: there is no ${file}`);
  const kind = statSync(join(root, file)).isDirectory() ? 'tree' : 'blob';
  return `${REPOSITORY}/${kind}/main/${file}${hash}`;
}

/** The id of a heading, as the repository's host makes it, so that links with fragments work in both places. */
export function headingId(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
    .replaceAll(' ', '-');
}
