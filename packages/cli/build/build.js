// Builds `dist` from `src`: one CommonJS file for what commands share, files for what few need, and the help of each command.
import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bakeHelp } from './bakeHelp.js';
import { bundle } from './bundle.js';

await bundle();
await writeFile('dist/index.js', "export { run } from './run.cjs';\n");
// Code that is read as a file. The package of jq has its own three times: one is enough, beside the file that reads it.
const { resolve } = createRequire(import.meta.url);
const sqlite = resolve('node-sqlite3-wasm');
await copyFile(resolve('jq-wasm/jq.wasm'), 'dist/jq.wasm');
await copyFile(sqlite, 'dist/node-sqlite3-wasm.cjs');
await copyFile(sqlite.replace(/js$/, 'wasm'), 'dist/node-sqlite3-wasm.wasm');
await bakeHelp();
