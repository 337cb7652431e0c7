import { execFileSync } from 'node:child_process';
import { root } from '../snippets.ts';
import { type Page, readPage } from './readPage.ts';

/** All Markdown of the repository but the changesets, which become changelogs. */
export const markdown = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !file.startsWith('.changeset/'));

/** The pages for users: their code is compiled and run. CONTRIBUTING has a test of its own. */
export const pages: Page[] = markdown
  .filter((file) =>
    /^(README\.md|site\/index\.md|docs\/.*|packages\/[\w-]+\/README\.md|.*SKILL\.md)$/.test(file),
  )
  .map((file) => readPage(file));
