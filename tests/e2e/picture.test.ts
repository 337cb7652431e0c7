import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from './mi.ts';
import { root } from './snippets.ts';

/** The texts of a picture, without ids, times and amounts that differ with each run. */
async function textsOf(file: string): Promise<string[]> {
  const texts = [...(await readFile(file, 'utf8')).matchAll(/<text [^>]*>([^<]*)<\/text>/g)];
  return texts.map(([, text = '']) =>
    text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dT[\d:.]+Z|\(?(?:now|\d+ s ago)\)?/g, '…'),
  );
}

// `script` of Linux makes the pseudo terminal.
test.skipIf(process.platform !== 'linux' || !hasScript())(
  'behavior: the picture of the README shows what mi prints',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mitosis-picture-test-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const ended = await run(process.execPath, [join(root, 'scripts/picture.mjs'), folder], { home: folder });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const pictures = join(root, 'docs/pictures');
    const names = (await readdir(pictures)).filter((name) => name.startsWith('mi-'));
    expect(names.sort()).toEqual(['mi-dark.svg', 'mi-light.svg']);
    for (const name of names) {
      const drawn = await textsOf(join(pictures, name));
      expect(drawn.length).toBeGreaterThan(20);
      expect(drawn).toEqual(await textsOf(join(folder, name)));
      expect(await readFile(join(root, 'README.md'), 'utf8')).toContain(`docs/pictures/${name}`);
    }
  },
);

function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux');
  } catch {
    return false;
  }
}
