import { writeFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { library } from '@mitosislabs/tooling/tsup';

export default {
  ...library({ platform: 'node' }),
  // `mi --help` prints this file, and loads nothing.
  onSuccess: async () => {
    const { run } = await import(new URL('dist/index.js', import.meta.url).href);
    const stdout = new PassThrough();
    await run(['--help'], { stdout, signal: new AbortController().signal });
    stdout.end();
    await writeFile('dist/help.txt', await text(stdout));
  },
};
