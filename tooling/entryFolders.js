// `node entryFolders.js` before packing, `node entryFolders.js --remove` after: a folder for each entry beside the main one,
// such as `tasks/package.json`, for resolvers that know no `exports`: `moduleResolution: node` of TypeScript, and Parcel by default.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path/posix';

const { main, exports, sideEffects } = JSON.parse(await readFile('package.json', 'utf8'));
const build = dirname(main);
for (const [path, entry] of Object.entries(exports)) {
  if (path === '.' || typeof entry === 'string') continue;
  const folder = path.slice(2);
  if (process.argv.includes('--remove')) {
    await rm(folder, { recursive: true, force: true });
    continue;
  }
  const manifest = {
    type: 'module',
    sideEffects: Array.isArray(sideEffects) && sideEffects.includes(entry.default),
    // `resolveImports.js` has written what differs for the web.
    main: existsSync(entry.default.replace('./dist', build))
      ? entry.default.replace('./dist', `.${build}`)
      : entry.default.replace('./', '../'),
    types: entry.types.replace('./', '../'),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}
