import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, type Program } from '@mitosislabs/tooling/programs';
import { afterAll, describe, expect, test } from 'vitest';
import { exampleSnippets, root } from '../snippets.ts';
import { compile, folderOf } from './compile.ts';
import { dataProblem } from './data.ts';
import { brokenLinks } from './links.ts';
import { readOutputs } from './outputs.ts';
import { markdown, pages } from './pages.ts';
import { programsOf } from './programsOf.ts';
import { type Page, readPage } from './readPage.ts';
import { runPage } from './runPage.ts';

const folder = join(root, 'tests/.docs');
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

/** Code that runs, data that is checked, files for other programs, and what is not code. */
const LANGUAGES = {
  runs: ['ts', 'js', 'sh'],
  data: ['json', 'yaml'],
  // Each is a `file` that another block uses, or says why it does not run.
  files: ['py', 'lua', 'html', 'tsx', 'toml', 'dockerfile', 'sql'],
  text: ['text', 'diff', 'mermaid'],
};

const blocks = pages.flatMap((page) =>
  page.blocks.map((block) => ({ ...block, where: `${page.file}:${block.line}`, page })),
);

test('behavior: every block says what it is', () => {
  const known = Object.values(LANGUAGES).flat();
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ where }) => where)).toEqual([]);
  expect(pages.flatMap(({ misread }) => misread)).toEqual([]);
});

test('behavior: at most five blocks do not run, and say why', () => {
  const idle = blocks.filter(({ notRun }) => notRun !== undefined);
  expect(idle.filter(({ notRun = '' }) => notRun.length < 20).map(({ where }) => where)).toEqual([]);
  expect(idle.map(({ where }) => where).slice(5)).toEqual([]);
});

test('behavior: a file that a page shows is used on that page', () => {
  const unused = blocks.filter(({ language, file, notRun, page }) => {
    if (notRun !== undefined) return false;
    if (file === undefined) return LANGUAGES.files.includes(language);
    const others = page.blocks.filter((block) => block.file !== file);
    const code = others.flatMap((block) => [block, ...block.setup, ...block.after].map((part) => part.code));
    return !code.some((text) => text.includes(file));
  });
  expect(unused.map(({ where }) => where)).toEqual([]);
});

test('behavior: JSON and YAML is what it is for', () => {
  const data = blocks.filter(({ language }) => LANGUAGES.data.includes(language));
  expect(data.flatMap((block) => dataProblem(block) ?? []).map((problem) => problem)).toEqual([]);
});

test('behavior: every link to a file or a heading of this repository leads there', () => {
  expect(brokenLinks(markdown.map((file) => readPage(file)))).toEqual([]);
});

test('behavior: the code of every page and every example of TSDoc compiles against the built packages', async () => {
  // Not in the folders where pages run: those are empty.
  const compiled = join(folder, '.compiled');
  const examples = (await exampleSnippets()).map(({ where, code }, index) => ({
    file: join(compiled, `tsdoc-${index}.ts`),
    text: `${code}\nexport {};\n`,
    page: where,
  }));
  const sources = pages.flatMap((page) =>
    programsOf(page).map(({ line, source }) => ({
      file: join(folderOf(compiled, page.file), `${line}.ts`),
      text: source,
      page: page.file,
    })),
  );
  expect(examples.length).toBeGreaterThan(40);
  expect(await compile(compiled, [...sources, ...examples])).toEqual([]);
});

test('behavior: every output that a page states is one of code that runs', () => {
  const compared = pages.flatMap((page) => programsOf(page).flatMap(({ outputs }) => outputs));
  const stated = blocks
    .filter(({ language }) => ['ts', 'js', 'tsx'].includes(language))
    .flatMap((block) => readOutputs(block.code).outputs.map(({ line }) => `${block.where}+${line}`));
  expect(compared.length).toBeGreaterThan(40);
  expect(stated).toHaveLength(compared.length);
});

test('error: a page that states a wrong output fails, with its line', async () => {
  const file = 'tests/.docs/wrong.md';
  const lines = [
    "import { format } from 'node:util';",
    "console.log(format('%d', 2)); // 2",
    'for (const one of [1, [2]]) console.log(one); // 1, [ 2 ]',
    "console.log(format('%s', 'three')); // four",
    '// Said above: prose.',
    'setTimeout(() => console.log(5), 10); // 6',
    'if (format() !== "") console.log(7); // 7',
  ];
  await mkdir(folder, { recursive: true });
  await writeFile(join(root, file), ['```ts', ...lines, '```', ''].join('\n'));
  const [problem, ...others] = await runPage(readPage(file), join(folder, 'wrong'));
  expect(others).toEqual([]);
  expect(problem?.match(/wrong\.md:\d+ says.*\n.*/g)).toEqual([
    'wrong.md:5 says that it prints: four\n  It prints: three',
    'wrong.md:7 says that it prints: 6\n  It prints: 5',
    'wrong.md:8 says that it prints: 7\n  It prints: nothing',
  ]);
});

describe.concurrent('pages', () => {
  const running = pages.filter((page) => programsOf(page).length > 0);
  // A database may not be on the machine.
  const isHere = ({ needs }: Page) =>
    needs.every((name) => name.includes(' ') || !isMissing(name as Program));
  test.for(running.filter((page) => !isHere(page)))('default: the code of $file runs', (_, { skip }) =>
    skip(),
  );
  test.for(running.filter(isHere))('default: the code of $file runs', async (page, { expect }) => {
    expect(await runPage(page, folderOf(folder, page.file))).toEqual([]);
  });
});
