// `node resolveTypes.js` after a build: replaces `#name` in the declarations by the file that package.json names for its
// types. `moduleResolution: node` of TypeScript knows no `imports`.
import { readdir, readFile, writeFile } from 'node:fs/promises';

const { imports } = JSON.parse(await readFile('package.json', 'utf8'));
const files = (await readdir('dist')).filter((name) => name.endsWith('.d.ts'));
for (const name of files) {
  const text = await readFile(`dist/${name}`, 'utf8');
  const resolved = text.replace(
    /(?<=from ')#\w+(?=')/g,
    (key) => imports[key]?.types.replace(/^\.\/dist\//, './').replace(/\.d\.ts$/, '.js') ?? key,
  );
  if (resolved !== text) await writeFile(`dist/${name}`, resolved);
}
