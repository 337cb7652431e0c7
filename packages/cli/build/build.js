// Builds `dist` from `src`: one CommonJS file for what commands share, files for what few need, and the help of each command.
import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { bakeHelp } from './bakeHelp.js';
import { bundle } from './bundle.js';

await bundle();
await writeFile('dist/index.js', "export { run } from './run.cjs';\n");
// The package has the code of jq three times. One is enough, beside the file that reads it.
await copyFile(createRequire(import.meta.url).resolve('jq-wasm/jq.wasm'), 'dist/jq.wasm');
await bakeHelp();
