// Builds `dist` from `src`: a CommonJS file of shared code, chunks that load on demand, the help of each command, and the
// licenses of code of others.
import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bakeHelp } from './bakeHelp.js';
import { bundle } from './bundle.js';
import { writeNotices } from './writeNotices.js';

const bundled = await bundle();
await writeNotices(bundled);
await writeFile('dist/index.js', "export { run } from './run.cjs';\n");
// WebAssembly is read as a file. The jq package has three copies of its own: one is enough, beside the file that reads it.
const { resolve } = createRequire(import.meta.url);
const sqlite = resolve('node-sqlite3-wasm');
await copyFile(resolve('jq-wasm/jq.wasm'), 'dist/jq.wasm');
await copyFile(sqlite, 'dist/node-sqlite3-wasm.cjs');
await copyFile(sqlite.replace(/js$/, 'wasm'), 'dist/node-sqlite3-wasm.wasm');
await bakeHelp();
