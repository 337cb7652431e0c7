import { copyFile, writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { library } from '@mitosislabs/tooling/tsup';

export default {
  ...library({ platform: 'node', noExternal: ['jq-wasm'] }),
  // `mi --help` prints this file, and loads nothing.
  onSuccess: async () => {
    const { run } = await import(new URL('dist/index.js', import.meta.url).href);
    const stdout = new PassThrough();
    await run(['--help'], { stdout, signal: new AbortController().signal });
    stdout.end();
    // The package has the code of jq three times. One is enough, beside the file that reads it.
    await copyFile(fileURLToPath(import.meta.resolve('jq-wasm/jq.wasm')), 'dist/jq.wasm');
    await writeFile('dist/help.txt', await text(stdout));
  },
};
