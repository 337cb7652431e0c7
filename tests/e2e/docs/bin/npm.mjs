// `npm install` for the shell blocks of pages: checks that each package is one of ours or is installed here.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const [command, ...args] = process.argv.slice(2);
if (command !== 'install') throw new Error(`npm.mjs: \`npm ${command}\` is not known here`);
for (const spec of args.filter((word) => !word.startsWith('-'))) {
  const name = spec.replace(/(?<=.)@.*$/, '');
  const [, own] = /^@mitosislabs\/(\w[\w-]*)$/.exec(name) ?? [];
  const folder = own ? `packages/${own}` : `tests/node_modules/${name}`;
  const manifest = `${root}${folder}/package.json`;
  if (!existsSync(manifest)) throw new Error(`npm.mjs: ${name} is not in tests/package.json`);
  if (own && JSON.parse(readFileSync(manifest, 'utf8')).private)
    throw new Error(`npm.mjs: ${name} is private`);
}
