import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';

/** Packages whose files the build copies, besides the bundled ones. */
const COPIED = ['jq-wasm', 'node-sqlite3-wasm'];
/** Programs that those are compiled from: name, license. Their texts are in `licenses`. */
const COMPILED = [
  ['jq', 'MIT'],
  ['oniguruma', 'BSD-2-Clause'],
  ['sqlite', 'blessing'],
];
const OWN = '@mitosislabs/';

/**
 * Writes the licenses of all third-party code in the build to `dist/THIRD_PARTY_NOTICES.txt`.
 *
 * @param {Iterable<string>} modules - The files that were bundled.
 * @throws {Error} when a license is not known: its text then belongs into `licenses`.
 */
export async function writeNotices(modules) {
  const { resolve } = createRequire(import.meta.url);
  const folders = new Set(
    [...modules, ...COPIED.map((name) => resolve(name))].map(packageFolder).filter(Boolean),
  );
  const notices = await Promise.all([...folders].map(noticeOf));
  for (const [name, license] of COMPILED) {
    notices.push({ title: `${name}, as WebAssembly`, license, text: await storedText(name) });
  }
  const known = new Map(notices.filter(Boolean).map((notice) => [notice.title, notice]));
  const sections = [...known.values()]
    .sort((a, b) => a.title.localeCompare(b.title, 'en'))
    .map(({ title, license, text }) => `${title} (${license})\n\n${text.trim()}\n`);
  const head = 'mi contains code of others, under these licenses.\n';
  await writeFile('dist/THIRD_PARTY_NOTICES.txt', [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`));
}

/** Returns the folder of the package that a file belongs to; `undefined` for files of this repository. */
function packageFolder(file) {
  const parts = file.split('?')[0].replace(/^\0/, '').split(sep);
  const start = parts.lastIndexOf('node_modules') + 1;
  if (start === 0) return undefined;
  return parts.slice(0, start + (parts[start].startsWith('@') ? 2 : 1)).join(sep);
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (name.startsWith(OWN)) return undefined;
  const file = (await readdir(folder)).find((one) => /^(licen[cs]e|copying)([-.]\w+)*$/i.test(one));
  const text = file ? await readFile(join(folder, file), 'utf8') : await storedText(name);
  if (typeof license !== 'string') throw new Error(`The package ${name} names no license.`);
  return { title: `${name} ${version}`, license, text };
}

function storedText(name) {
  return readFile(new URL(`licenses/${name}.txt`, import.meta.url), 'utf8');
}
