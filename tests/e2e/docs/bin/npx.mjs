// `npx` for the shell blocks of pages: runs programs of our packages, and of those that are installed here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const args = process.argv.slice(2);
let from;
while (args[0]?.startsWith('-')) {
  const option = args.shift();
  if (option === '-p' || option === '--package') from = args.shift();
}
// `npx pnpm mi …` in a clone is its `mi`.
if (/^pnpm@/.test(args[0] ?? '') && args[1] === 'mi') args.shift();
const [word = '', ...words] = args;
const program = programOf(from, word.replace(/(?<=.)@.*$/, ''));
process.argv.splice(1, Infinity, program, ...words);
await import(pathToFileURL(program).href);

/** The file of a program: by the name of its package, or by its own. */
function programOf(from, name) {
  for (const own of readdirSync(`${root}packages`)) {
    const manifest = JSON.parse(readFileSync(`${root}packages/${own}/package.json`, 'utf8'));
    const programs = Object.entries(manifest.bin ?? {});
    if (from !== undefined && from !== manifest.name) continue;
    // `npx mi` in a project that has installed a package with `mi`.
    if (name === 'mi' && programs.some(([program]) => program === 'mi'))
      return `${root}tests/e2e/docs/bin/mi.mjs`;
    const found = programs.find(([program]) => program === name) ?? (name === manifest.name && programs[0]);
    if (found) return `${root}packages/${own}/${found[1]}`;
  }
  const folder = `${root}tests/node_modules/${name}`;
  if (!existsSync(folder)) throw new Error(`npx.mjs: ${name} is not in tests/package.json`);
  const { bin } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return `${folder}/${typeof bin === 'string' ? bin : bin[name]}`;
}
