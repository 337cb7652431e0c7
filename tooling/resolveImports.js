// `node resolveImports.js` after a build, for resolvers that know neither `exports` nor `imports` of package.json: Parcel by
// default, and `moduleResolution: node` of TypeScript. Replaces `#name` by a file: in the declarations, and in `dist/web`,
// which has the web build of each file that leads to a `#name`; `main` points there. All other files serve both builds.
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

/** Matches the imports of a built file from its own package: `#name`, and `./file.js`. */
const SPECIFIER = /(?<=\b(?:from|import) ?\(?["'])(?:#\w+|\.\/[^"']+)(?=["'])/g;
const fileOf = (specifier) => (specifier.startsWith('#') ? inDist(imports[specifier].default) : specifier);

const texts = new Map();
const files = new Set(
  Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? [] : inDist(entry.default))),
);
// The set grows while it is walked, by what each file imports.
for (const file of files) {
  texts.set(file, await readFile(`dist/${file}`, 'utf8'));
  for (const [specifier] of texts.get(file).matchAll(SPECIFIER)) files.add(fileOf(specifier));
}

const inWeb = new Set();
const isForWeb = ([specifier]) => specifier.startsWith('#') || inWeb.has(specifier);
for (let found = -1; found < inWeb.size; ) {
  found = inWeb.size;
  for (const [file, text] of texts) if ([...text.matchAll(SPECIFIER)].some(isForWeb)) inWeb.add(file);
}

await mkdir('dist/web', { recursive: true });
for (const file of inWeb) {
  const resolved = texts.get(file).replace(SPECIFIER, (specifier) => {
    const imported = fileOf(specifier);
    return inWeb.has(imported) ? imported : `.${imported}`;
  });
  await writeFile(`dist/web/${file}`, resolved);
}
