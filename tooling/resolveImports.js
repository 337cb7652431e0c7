// `node resolveImports.js` after a build, for resolvers that know neither `exports` nor `imports` of package.json: Parcel by
// default, and `moduleResolution: node` of TypeScript. Replaces `#name` by a file: in the declarations, and in `dist/web`,
// a copy of the web build that `main` points to.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';

const { imports, exports } = JSON.parse(await readFile('package.json', 'utf8'));
const inDist = (path) => path.replace(/^\.\/dist\//, './');

for (const name of (await readdir('dist')).filter((file) => file.endsWith('.d.ts'))) {
  const text = await readFile(`dist/${name}`, 'utf8');
  const resolved = text.replace(/(?<=\b(?:from|import) ')#\w+(?=')/g, (key) =>
    inDist(imports[key].types).replace(/\.d\.ts$/, '.js'),
  );
  if (resolved !== text) await writeFile(`dist/${name}`, resolved);
}

await mkdir('dist/web', { recursive: true });
const files = new Set(
  Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : inDist(entry.default))),
);
// The set grows while it is walked, by what each file imports.
for (const file of files) {
  const text = await readFile(`dist/${file}`, 'utf8');
  const resolved = text.replace(/(?<=\b(?:from|import) ?\(?')(?:#\w+|\.\/[^']+)(?=')/g, (specifier) => {
    const imported = specifier.startsWith('#') ? inDist(imports[specifier].default) : specifier;
    files.add(imported);
    return imported;
  });
  await writeFile(`dist/web/${file}`, resolved);
}
