import { copyFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { library } from '@mitosislabs/tooling/tsup';

export default {
  ...library({ platform: 'node', noExternal: ['jq-wasm'] }),
  // `mi` and `mi --help` print these files, and load nothing.
  onSuccess: async () => {
    const { run } = await import(new URL('dist/index.js', import.meta.url).href);
    for (const [file, args] of [
      ['help.txt', ['--help']],
      ['shortHelp.txt', []],
    ]) {
      const stdout = new PassThrough();
      await run(args, { stdout, signal: new AbortController().signal });
      stdout.end();
      await writeFile(`dist/${file}`, await text(stdout));
    }
    // The package has the code of jq three times. One is enough, beside the file that reads it.
    await copyFile(createRequire(import.meta.url).resolve('jq-wasm/jq.wasm'), 'dist/jq.wasm');
  },
};
