import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test } from 'vitest';
import { signedIn } from '../../../testing/platform.ts';
import { makeHome } from '../../../testing/runMi.ts';

const BYTES = Buffer.from([0, 255, 10, 13, 27, 91, 50, 74]);
const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const start = process.cwd();

afterEach(() => process.chdir(start));

/** A home in whose folder the test stands, and a server that has the file. */
async function setUp(answer: Buffer = BYTES) {
  const server = await serve((_, response) => response.end(answer));
  const home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: OFFICE });
  const folder = join(home.path, 'work');
  await mkdir(folder);
  process.chdir(folder);
  return { server, home, folder };
}

describe('files download', () => {
  test('default: into this folder, byte for byte', async () => {
    const { server, home, folder } = await setUp();
    const outcome = await home.mi(['files', 'download', OFFICE, 'report.bin']);
    expect(outcome).toEqual({
      code: 0,
      stdout: '',
      stderr: 'downloaded report.bin to report.bin (8 bytes)\n',
    });
    expect(await readFile(join(folder, 'report.bin'))).toEqual(BYTES);
    expect(await readdir(folder)).toEqual(['report.bin']);
    expect(server.seen[0]?.target).toBe(`/api/v1/offices/${OFFICE}/files/report.bin`);
  });

  test.each(['../x', '../../x', '/etc/x', '..\\x', 'a/../../x'])(
    'behavior: %j stays in the folder, and is one segment on the wire',
    async (name) => {
      const { server, home, folder } = await setUp();
      expect(await home.mi(['files', 'download', name])).toMatchObject({ code: 0 });
      expect(await readdir(folder)).toEqual(['x']);
      expect(await readdir(home.path)).toEqual(['work']);
      expect(server.seen[0]?.target).toBe(`/api/v1/offices/${OFFICE}/files/${encodeURIComponent(name)}`);
    },
  );

  test('behavior: the umask decides who may read the file', async () => {
    const { home, folder } = await setUp();
    for (const [umask, mode] of [
      [0o022, 0o644],
      [0o077, 0o600],
      [0o002, 0o664],
    ] as const) {
      const before = process.umask(umask);
      try {
        await home.mi(['files', 'download', 'a.txt', '--force']);
      } finally {
        process.umask(before);
      }
      expect((await stat(join(folder, 'a.txt'))).mode & 0o777).toBe(mode);
    }
  });

  test('behavior: a leading dash in the name is replaced', async () => {
    const { home, folder } = await setUp();
    expect(await home.mi(['files', 'download', '--', '-rf'])).toMatchObject({
      code: 0,
      stderr: 'downloaded -rf to _rf (8 bytes)\n',
    });
    expect(await readdir(folder)).toEqual(['_rf']);
  });

  test('error: a device, or a link to one, is never replaced', async () => {
    const { server, home, folder } = await setUp();
    await symlink('/dev/null', join(folder, 'sink'));
    for (const extra of [[], ['--force']]) {
      const { code, stderr } = await home.mi(['files', 'download', 'a.txt', '-o', 'sink', ...extra]);
      expect(code).toBe(2);
      expect(stderr).toBe('error: sink is not a regular file\nhint: -o - writes to standard output.\n');
    }
    expect((await lstat(join(folder, 'sink'))).isSymbolicLink()).toBe(true);
    expect(server.seen).toEqual([]);
  });

  test('error: a folder that is not there is named before anything is sent', async () => {
    const { server, home } = await setUp();
    const { code, stderr } = await home.mi(['files', 'download', 'a.txt', '-o', 'nowhere/b.txt']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: there is no folder nowhere\n' });
    expect(server.seen).toEqual([]);
  });

  test('behavior: -o names a file, a folder, or standard output', async () => {
    const { home, folder } = await setUp(Buffer.from('text\u001b[2J'));
    await mkdir(join(folder, 'sub'));
    await home.mi(['files', 'download', 'a.txt', '-o', 'b.txt']);
    await home.mi(['files', 'download', 'a.txt', '-o', 'sub']);
    expect(await readdir(folder)).toEqual(['b.txt', 'sub']);
    expect(await readdir(join(folder, 'sub'))).toEqual(['a.txt']);
    const piped = await home.mi(['files', 'download', 'a.txt', '-o', '-']);
    expect(piped).toEqual({ code: 0, stdout: 'text\u001b[2J', stderr: '' });
    const shown = await home.mi(['files', 'download', 'a.txt', '-o', '-'], { tty: true });
    expect(shown.stdout).toBe('text\\x1b[2J');
  });

  test('behavior: an existing file stays, unless --force is given; a link is replaced, not followed', async () => {
    const { server, home, folder } = await setUp();
    await writeFile(join(folder, 'secret'), 'mine');
    await symlink('secret', join(folder, 'link'));
    for (const name of ['secret', 'link']) {
      const { code, stderr } = await home.mi(['files', 'download', name]);
      expect(code).toBe(6);
      expect(stderr).toContain(`error: ${name} exists already\nhint: Pass --force`);
    }
    expect(server.seen).toEqual([]);
    expect(await home.mi(['files', 'download', 'link', '--force'])).toMatchObject({ code: 0 });
    expect((await lstat(join(folder, 'link'))).isSymbolicLink()).toBe(false);
    expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('mine');
  });

  test('error: a download that breaks off leaves nothing', async () => {
    const { home, folder } = await setUp();
    await using server = await serve((_, response) => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('half', () => response.socket?.destroy());
    });
    const { code } = await home.mi(['files', 'download', 'a.txt'], { env: signedIn(server.url) });
    expect(code).toBe(9);
    expect(await readdir(folder)).toEqual([]);
  });

  test('default: the next run continues a download that broke, and says so before', async () => {
    const { home, folder } = await setUp();
    const content = randomBytes(5_000);
    await using server = await serve((request, response) => {
      const first = Number(/\d+/.exec(String(request.headers.range ?? '0'))?.[0]);
      const range = `bytes ${first}-${content.length - 1}/${content.length}`;
      response.writeHead(first > 0 ? 206 : 200, {
        etag: '"v1"',
        'content-length': content.length - first,
        ...(first > 0 && { 'content-range': range }),
      });
      if (server.seen.length > 3) response.end(content.subarray(first));
      else response.write(content.subarray(first, first + 1_000), () => response.socket?.destroy());
    });
    const run = () => home.mi(['files', 'download', 'a.txt'], { env: signedIn(server.url) });
    const { code, stderr } = await run();
    expect(code).toBe(9);
    expect(stderr).toMatch(/^hint: .*Run the command again to continue where it stopped\.$/m);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^a\.txt\.\S+\.part$/)]);
    expect(await run()).toMatchObject({ code: 0 });
    expect(await readdir(folder)).toEqual(['a.txt']);
    expect((await readFile(join(folder, 'a.txt'))).equals(content)).toBe(true);
    expect(server.seen.at(-1)?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  test('error: Ctrl-C half-way leaves nothing', async () => {
    const { home, folder } = await setUp();
    await using server = await serve((_, response) => response.write('half'));
    const running = home.start(['files', 'download', 'a.txt'], { env: signedIn(server.url) });
    while ((await readdir(folder)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await readdir(folder))[0]).toMatch(/^a\.txt\.[0-9a-f]{8}\.part$/);
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 130 });
    expect(await readdir(folder)).toEqual([]);
  });

  test('error: errors of the file system are reported without a stack trace', async () => {
    const { home, folder } = await setUp();
    const { code, stderr } = await home.mi(['files', 'download', 'a.txt', '-o', 'x'.repeat(300)]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: ENAMETOOLONG/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('files upload', () => {
  test('default: under its own name, byte for byte; -n gives another', async () => {
    const bodies: Buffer[] = [];
    const { home, folder } = await setUp();
    await using server = await serve(async (request, response) => {
      bodies.push(await bodyOf(request));
      response.end('{}');
    });
    await writeFile(join(folder, 'report.bin'), BYTES);
    const env = signedIn(server.url);
    expect(await home.mi(['files', 'upload', OFFICE, './report.bin', '--force'], { env })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'uploaded report.bin (8 bytes)\n',
    });
    await home.mi(['files', 'upload', './report.bin', '-n', 'q1.bin', '--force'], { env });
    expect(bodies[0]?.includes(BYTES)).toBe(true);
    expect(String(bodies[0])).toContain('filename="report.bin"');
    expect(String(bodies[1])).toContain('filename="q1.bin"');
  });

  /** Uploads a large file, and changes it during the upload. */
  async function uploadWhile(change: (path: string) => Promise<void>) {
    const { home, folder } = await setUp();
    const path = join(folder, 'big.bin');
    await writeFile(path, Buffer.alloc(20_000_000, 7));
    const bodies: Buffer[] = [];
    await using server = await serve((request, response) => {
      request.once('data', () => {
        request.pause();
        void change(path).then(() => request.resume());
      });
      void bodyOf(request).then(
        (body) => {
          bodies.push(body);
          response.writeHead(204).end();
        },
        () => undefined,
      );
    });
    const outcome = await home.mi(['files', 'upload', OFFICE, 'big.bin', '--force'], {
      env: signedIn(server.url),
    });
    return { ...outcome, bodies };
  }

  /** Writes into a file without making it longer or shorter. */
  async function overwrite(path: string, position: number): Promise<void> {
    const file = await open(path, 'r+');
    await file.write(Buffer.alloc(100, 8), 0, 100, position);
    await file.close();
  }

  test.each([
    ['is cut', (path: string) => truncate(path, 1_000_000)],
    ['is emptied', (path: string) => truncate(path, 0)],
    ['grows', (path: string) => appendFile(path, 'more')],
    ['is written to at its end', (path: string) => overwrite(path, 19_000_000)],
    ['is written to at its beginning', (path: string) => overwrite(path, 0)],
    [
      'is written to, and gets its old time back',
      async (path: string) => {
        const { atime, mtime } = await stat(path);
        await overwrite(path, 19_000_000);
        await utimes(path, atime, mtime);
      },
    ],
    ['gets the same bytes again', (path: string) => writeFile(path, Buffer.alloc(20_000_000, 7))],
  ])('error: a file that %s meanwhile is not sent', async (_, change) => {
    expect(await uploadWhile(change)).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^error: big\.bin was changed while it was read\nhint: Nothing was uploaded: /,
      ),
      bodies: [],
    });
  });

  test.each([
    ['is left alone', async () => undefined],
    ['is deleted', (path: string) => rm(path)],
    [
      'is replaced',
      async (path: string) => {
        await writeFile(`${path}.new`, 'another');
        await rename(`${path}.new`, path);
      },
    ],
  ])('behavior: a large file is sent as it is read; one that %s meanwhile is whole', async (_, change) => {
    const { code, bodies } = await uploadWhile(change);
    expect(code).toBe(0);
    expect(bodies).toHaveLength(1);
    expect(bodies[0]?.includes(Buffer.alloc(20_000_000, 7))).toBe(true);
  });

  test('error: a file of that name stays, unless --force is given', async () => {
    const { home, folder } = await setUp();
    await writeFile(join(folder, 'report.bin'), BYTES);
    await using server = await serve((request, response) => {
      request.resume();
      const there = [{ name: 'report.bin', size: 1, modifiedAt: '2026-01-02T03:04:05Z' }];
      response.setHeader('content-type', 'application/json').end(JSON.stringify(there));
    });
    const env = signedIn(server.url);
    const refused = await home.mi(['files', 'upload', OFFICE, 'report.bin'], { env });
    expect(refused).toMatchObject({ code: 6, stdout: '' });
    expect(refused.stderr).toContain('--force');
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
    const line = ['files', 'upload', OFFICE, 'report.bin', '--force'];
    expect(await home.mi(line, { env })).toMatchObject({ code: 0 });
    expect(server.seen.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test('error: only regular files are sent', async () => {
    const { server, home, folder } = await setUp();
    await mkdir(join(folder, 'sub'));
    const missing = await home.mi(['files', 'upload', 'nothing']);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no file nothing') });
    const directory = await home.mi(['files', 'upload', 'sub']);
    expect(directory).toMatchObject({ code: 2, stderr: expect.stringContaining('sub is a folder') });
    const device = await home.mi(['files', 'upload', '/dev/zero']);
    expect(device).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/dev/zero is not a regular file'),
    });
    await chmod(folder, 0o700);
    expect(server.seen).toEqual([]);
  });
});
