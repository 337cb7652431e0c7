import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DefaultTheme } from 'vitepress';

/** The top of the repository, whose Markdown files are the pages. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files of the repository that are pages, with their paths on the site. The first rule that matches applies. */
const RULES: readonly (readonly [file: RegExp, page: string])[] = [
  [/^site\/index\.md$/, 'index.md'],
  [/^SECURITY\.md$/, 'security.md'],
  [/^examples\/README\.md$/, 'examples/index.md'],
  [/^packages\/([^/]+)\/README\.md$/, 'packages/$1.md'],
  [/^docs\/(api|cli)\/README\.md$/, '$1/index.md'],
  [/^docs\/((?:guides|api|cli)\/[^/]+\.md)$/, '$1'],
  [/^docs\/((?:errors|bundlers|benchmarks|glossary)\.md)$/, '$1'],
];

/** The path of a file's page on the site, such as `guides/files.md`; `undefined` if it is not a page. */
export function pageOf(file: string): string | undefined {
  const [from, to] = RULES.find(([pattern]) => pattern.test(file)) ?? [];
  return from && to !== undefined && existsSync(join(root, file)) ? file.replace(from, to) : undefined;
}

/** The Markdown files that are not pages. */
export function notOnTheSite(): string[] {
  const list = ['ls-files', '-co', '--exclude-standard', '*.md'];
  const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return files.filter((file) => pageOf(file) === undefined);
}

/** The guides, in the order to read them. */
const GUIDES = {
  'First steps': ['authentication', 'sessions', 'files', 'errors-and-retries', 'cli-in-scripts'],
  Agents: ['acting-as-an-agent', 'writing-an-agent', 'tools-and-mcp', 'fleets'],
  'In your program': ['browsers-and-edge', 'testing', 'observability', 'security'],
  Further: ['migrating', 'conformance'],
};

/** The sidebars: one for the reference of the API, one for that of the command line, one for everything else. */
export function sidebar(): DefaultTheme.Sidebar {
  const guides = Object.entries(GUIDES).map(([text, names]) => ({
    text,
    items: names.map((name) => ({ text: titleOf(`docs/guides/${name}.md`), link: `/guides/${name}` })),
  }));
  const listed = Object.values(GUIDES).flat();
  const missing = pagesIn('docs/guides').filter((name) => !listed.includes(name));
  if (missing.length > 0)
    throw new Error(`Add these guides to the sidebar (site/.vitepress/pages.ts): ${missing}`);
  const packages = readdirSync(join(root, 'packages')).map((name) => ({
    text: `@mitosislabs/${name}`,
    link: `/packages/${name}`,
  }));
  const more = ['errors', 'bundlers', 'benchmarks', 'glossary'].map((name) => ({
    text: titleOf(`docs/${name}.md`),
    link: `/${name}`,
  }));
  return {
    '/api/': [{ text: 'The API', link: '/api/', items: reference('api') }],
    '/cli/': [{ text: 'mi', link: '/cli/', items: reference('cli') }],
    '/': [
      ...guides,
      { text: 'Examples', link: '/examples/' },
      { text: 'Packages', items: packages },
      { text: 'Reference', items: [...more, { text: 'Security', link: '/security' }] },
    ],
  };
}

function reference(folder: string): DefaultTheme.SidebarItem[] {
  return pagesIn(`docs/${folder}`)
    .filter((name) => name !== 'README')
    .map((name) => ({ text: titleOf(`docs/${folder}/${name}.md`), link: `/${folder}/${name}` }));
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The first heading of a file. */
function titleOf(file: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? file;
}
