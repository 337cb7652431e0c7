// Builds `dist` from `src`: a CommonJS file of shared code, chunks that load on demand, the help of each command, and the
// licenses of third-party code.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { bakeHelp } from './bakeHelp.js';
import { bundle } from './bundle.js';
import { writeNotices } from './writeNotices.js';

const brotliCompress = promisify(zlib.brotliCompress);

// WebAssembly is read as a file, which is compressed: of all that `mi` installs it is the largest part. It takes half of
// the time of this build, in other threads.
const { resolve } = createRequire(import.meta.url);
const sqlite = resolve('node-sqlite3-wasm');
const compressed = Promise.all([
  compress(resolve('jq-wasm/jq.wasm'), 'dist/jq.wasm.br'),
  compress(sqlite.replace(/js$/, 'wasm'), 'dist/node-sqlite3-wasm.wasm.br'),
]);
const bundled = await bundle();
await writeNotices(bundled);
await writeFile('dist/index.js', "export { run } from './run.cjs';\n");
await writeFile('dist/node-sqlite3-wasm.cjs', withCompressedWasm(await readFile(sqlite, 'utf8')));
await compressed;
await bakeHelp();

async function compress(from, to) {
  await writeFile(to, await brotliCompress(await readFile(from)));
}

/** The loader of SQLite, which reads the compressed file. */
function withCompressedWasm(code) {
  const changed = code.replace(
    'readBinary=filename=>{',
    'readBinary=filename=>{return require("node:zlib").brotliDecompressSync(fs.readFileSync(filename+".br"));',
  );
  if (changed === code) throw new Error('node-sqlite3-wasm has changed: see build/build.js');
  return changed;
}
