import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesAPI } from '@mitosislabs/api/files';
import { OfficesAPI } from '@mitosislabs/api/offices';
import { startEmulator } from '@mitosislabs/emulator';
import { Transport } from '@mitosislabs/transport';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Home, makeHome, ownerOf } from '../../../testing/runMi.ts';

const start = process.cwd();
let emulator: Awaited<ReturnType<typeof startEmulator>>;
let files: FilesAPI;
let offices: OfficesAPI;
let home: Home;
let folder: string;
let office: string;
let number = 0;

beforeAll(async () => {
  emulator = await startEmulator({ readyAfterMs: 0 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const transport = new Transport({ endpoint, dashboardEndpoint, apiKey });
  files = new FilesAPI(transport);
  offices = new OfficesAPI(transport);
});
afterAll(() => emulator.close());

/** An office without files, and a working folder. */
beforeEach(async () => {
  ({ id: office } = await offices.create({ name: `acme${++number}`, forceCreate: true }));
  home = await makeHome({ ...ownerOf(emulator), MITOSIS_OFFICE: office });
  folder = join(home.path, 'work');
  await mkdir(folder);
  process.chdir(folder);
});
afterEach(async () => {
  process.chdir(start);
  await home[Symbol.asyncDispose]();
});

async function names(id = office): Promise<string[]> {
  return (await files.list(id)).map(({ name }) => name).sort();
}

async function content(name: string): Promise<Buffer> {
  return Buffer.from(await (await files.download(office, name)).arrayBuffer());
}

const upload = (...words: string[]) => home.mi(['files', 'upload', ...words]);

describe('from a stream', () => {
  test('default: - is standard input, byte for byte', async () => {
    const bytes = randomBytes(3_000_000);
    const running = home.start(['files', 'upload', '-', '-n', 'a.bin']);
    running.stdin.push(bytes.subarray(0, 1_000));
    running.stdin.push(bytes.subarray(1_000));
    running.stdin.push(null);
    expect(await running.outcome).toEqual({
      code: 0,
      stdout: '',
      stderr: 'uploaded a.bin (3000000 bytes)\n',
    });
    expect((await content('a.bin')).equals(bytes)).toBe(true);
  });

  test('behavior: an empty standard input is an empty file', async () => {
    expect(await home.mi(['files', 'upload', '-', '-n', 'empty'], { stdin: '' })).toMatchObject({ code: 0 });
    expect(await content('empty')).toHaveLength(0);
  });

  test('behavior: a named pipe is read to its end, also when its writer comes later', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const bytes = randomBytes(500_000);
    const running = home.start(['files', 'upload', 'pipe', '-n', 'piped.bin']);
    const writer = createWriteStream(join(folder, 'pipe'));
    // Opening a pipe for writing waits for its reader.
    await once(writer, 'open');
    writer.end(bytes);
    expect(await running.outcome).toMatchObject({ code: 0, stderr: 'uploaded piped.bin (500000 bytes)\n' });
    expect((await content('piped.bin')).equals(bytes)).toBe(true);
  });

  test('error: Ctrl-C while a pipe is read stores nothing', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const fromPipe = home.start(['files', 'upload', 'pipe', '-n', 'half']);
    const writer = createWriteStream(join(folder, 'pipe'));
    await once(writer, 'open');
    writer.on('error', () => undefined).write('half');
    fromPipe.interrupt();
    expect(await fromPipe.outcome).toMatchObject({ code: 130 });
    writer.destroy();
    const fromInput = home.start(['files', 'upload', '-', '-n', 'half']);
    fromInput.stdin.push('half');
    fromInput.interrupt();
    expect(await fromInput.outcome).toMatchObject({ code: 130 });
    expect(await names()).toEqual([]);
  });

  test('error: a stream needs a name, and is uploaded by itself', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await writeFile(join(folder, 'a.md'), 'a');
    for (const words of [['-'], ['pipe'], ['a.md', '-'], ['pipe', 'a.md']]) {
      const { code, stderr } = await upload(...words);
      expect({ words, code }).toEqual({ words, code: 2 });
      expect(stderr).toMatch(/has no name for the drive\nhint: .*-n <name>/);
    }
    expect(await upload('a.md', '-', '-n', 'x')).toMatchObject({ code: 2 });
    expect(await names()).toEqual([]);
  });

  test('error: a file of that name stays, unless --force is given', async () => {
    await files.upload(office, 'x', Buffer.from('old'));
    const line = ['files', 'upload', '-', '-n', 'x'];
    expect(await home.mi(line, { stdin: 'new' })).toMatchObject({ code: 6 });
    expect(String(await content('x'))).toBe('old');
    expect(await home.mi([...line, '--force'], { stdin: 'new' })).toMatchObject({ code: 0 });
    expect(String(await content('x'))).toBe('new');
  });
});

describe('several files', () => {
  beforeEach(async () => {
    await mkdir(join(folder, 'sub'));
    for (const name of ['a.md', 'b.md', 'c.txt', '.hidden.md', 'sub/d.md', '[x].md']) {
      await writeFile(join(folder, name), name);
    }
  });

  test('default: each under its own name; with --json, a line each', async () => {
    expect(await upload('a.md', 'sub/d.md')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'uploaded a.md (4 bytes)\nuploaded d.md (8 bytes)\n',
    });
    expect(await names()).toEqual(['a.md', 'd.md']);
    const { stdout } = await upload('a.md', 'b.md', '--force', '--json');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { office, name: 'a.md', size: 4 },
      { office, name: 'b.md', size: 4 },
    ]);
  });

  test.each([
    [['*.txt'], ['c.txt']],
    [['?.md'], ['a.md', 'b.md']],
    [['{a,c}.*'], ['a.md', 'c.txt']],
    [['**/*.md'], ['[x].md', 'a.md', 'b.md', 'd.md']],
    [['./sub/*'], ['d.md']],
    [
      ['*.txt', 'c.txt', 'a.md'],
      ['a.md', 'c.txt'],
    ],
    // A file of that name, and no pattern.
    [['[x].md'], ['[x].md']],
  ])('behavior: a shell that expands no patterns: %j', async (words, uploaded) => {
    expect(await upload(...words)).toMatchObject({ code: 0 });
    expect(await names()).toEqual(uploaded);
  });

  test('behavior: a pattern with the absolute path of a folder', async () => {
    expect(await upload(join(folder, 'sub', '*.md'))).toMatchObject({ code: 0 });
    expect(await names()).toEqual(['d.md']);
  });

  test('error: if one file cannot be read, none is sent', async () => {
    await writeFile(join(folder, 'sub/a.md'), 'another');
    for (const [words, message] of [
      [['a.md', 'gone.md'], 'there is no file gone.md'],
      [['a.md', '*.pdf'], 'no file matches *.pdf'],
      [['a.md', './sub'], './sub is a folder'],
      [['a.md', '/dev/zero'], '/dev/zero is not a regular file'],
      [['a.md', 'sub/a.md'], 'a.md and sub/a.md would both be named a.md'],
      [['a.md', 'b.md', '-n', 'x'], '-n names one file, and there are 2'],
    ] as const) {
      const { code, stderr } = await upload(...words);
      expect(stderr).toContain(`error: ${message}\n`);
      expect(code).toBe(2);
    }
    expect(await names()).toEqual([]);
  });

  test('error: files of these names stay, and none is uploaded', async () => {
    await files.upload(office, 'b.md', Buffer.from('old'));
    const { code, stderr } = await upload('a.md', 'b.md');
    expect({ code, stderr }).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('the office already has a file b.md\nhint: Nothing was uploaded.'),
    });
    expect(await names()).toEqual(['b.md']);
  });

  test('behavior: the first word is an office if it is no file here, and -o names it anyway', async () => {
    const { id, name } = await offices.create({ name: `other${number}`, forceCreate: true });
    await upload(name, 'a.md', 'b.md');
    expect(await names(id)).toEqual(['a.md', 'b.md']);
    await writeFile(join(folder, name), 'a file');
    const refused = await upload(name, 'c.txt');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('also the name of an office') });
    expect(await names()).toEqual([]);
    await upload(`./${name}`, 'c.txt');
    expect(await names()).toEqual(['c.txt', name]);
    await upload('-o', id, name, 'c.txt');
    expect(await names(id)).toEqual(['a.md', 'b.md', 'c.txt', name]);
  });
});
