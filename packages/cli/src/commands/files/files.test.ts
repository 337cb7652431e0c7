import { chmod, lstat, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { afterEach, describe, expect, test } from 'vitest';
import { signedIn } from '../../../testing/platform.ts';
import { makeHome } from '../../../testing/runMi.ts';

const BYTES = Buffer.from([0, 255, 10, 13, 27, 91, 50, 74]);
const start = process.cwd();

afterEach(() => process.chdir(start));

/** A home in whose folder the test stands, and a server that has the file. */
async function setUp(answer: Buffer = BYTES) {
  const server = await serve((_, response) => response.end(answer));
  const home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: 'o1' });
  const folder = join(home.path, 'work');
  await mkdir(folder);
  process.chdir(folder);
  return { server, home, folder };
}

describe('files download', () => {
  test('default: into this folder, byte for byte', async () => {
    const { server, home, folder } = await setUp();
    const outcome = await home.mi(['files', 'download', 'o1', 'report.bin']);
    expect(outcome).toEqual({
      code: 0,
      stdout: '',
      stderr: 'downloaded report.bin to report.bin (8 bytes)\n',
    });
    expect(await readFile(join(folder, 'report.bin'))).toEqual(BYTES);
    expect(await readdir(folder)).toEqual(['report.bin']);
    expect(server.seen[0]?.target).toBe('/api/v1/offices/o1/files/report.bin');
  });

  test.each(['../x', '../../x', '/etc/x', '..\\x', 'a/../../x'])(
    'behavior: %j stays in the folder, and is one segment on the wire',
    async (name) => {
      const { server, home, folder } = await setUp();
      expect(await home.mi(['files', 'download', name])).toMatchObject({ code: 0 });
      expect(await readdir(folder)).toEqual(['x']);
      expect(await readdir(home.path)).toEqual(['work']);
      expect(server.seen[0]?.target).toBe(`/api/v1/offices/o1/files/${encodeURIComponent(name)}`);
    },
  );

  test('error: a device, or a link to one, is never replaced', async () => {
    const { server, home, folder } = await setUp();
    await symlink('/dev/null', join(folder, 'sink'));
    for (const extra of [[], ['--force']]) {
      const { code, stderr } = await home.mi(['files', 'download', 'a.txt', '-o', 'sink', ...extra]);
      expect(code).toBe(2);
      expect(stderr).toBe('error: sink is no regular file\nhint: -o - writes to standard output.\n');
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

  test('behavior: what is there stays, unless --force is given; a link is replaced, not followed', async () => {
    const { server, home, folder } = await setUp();
    await writeFile(join(folder, 'secret'), 'mine');
    await symlink('secret', join(folder, 'link'));
    for (const name of ['secret', 'link']) {
      const { code, stderr } = await home.mi(['files', 'download', name]);
      expect(code).toBe(6);
      expect(stderr).toContain(`error: ${name} is there already\nhint: Pass --force`);
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

  test('error: what the file system does not take is said without a stack trace', async () => {
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
    expect(await home.mi(['files', 'upload', 'o1', './report.bin'], { env })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'uploaded report.bin (8 bytes)\n',
    });
    await home.mi(['files', 'upload', './report.bin', '-n', 'q1.bin'], { env });
    expect(bodies[0]?.includes(BYTES)).toBe(true);
    expect(String(bodies[0])).toContain('filename="report.bin"');
    expect(String(bodies[1])).toContain('filename="q1.bin"');
  });

  test('behavior: a large file is sent as it is read; one that changes meanwhile is not sent', async () => {
    const { home, folder } = await setUp();
    const path = join(folder, 'big.bin');
    await writeFile(path, Buffer.alloc(20_000_000, 7));
    let change = async (): Promise<void> => undefined;
    const sizes: number[] = [];
    await using server = await serve((request, response) => {
      request.once('data', () => void change());
      void bodyOf(request).then(
        (body) => {
          sizes.push(body.length);
          response.writeHead(204).end();
        },
        () => undefined,
      );
    });
    const env = signedIn(server.url);
    expect(await home.mi(['files', 'upload', 'o1', 'big.bin'], { env })).toMatchObject({ code: 0 });
    change = () => truncate(path, 1_000_000);
    const outcome = await home.mi(['files', 'upload', 'o1', 'big.bin'], { env });
    expect(outcome.stderr).toContain('has fewer than the 20000000 bytes that were announced');
    expect(outcome.code).not.toBe(0);
    expect(sizes).toEqual([expect.any(Number)]);
    expect(sizes[0]).toBeGreaterThan(20_000_000);
  });

  test('error: what is no regular file is not sent', async () => {
    const { server, home, folder } = await setUp();
    await mkdir(join(folder, 'sub'));
    const missing = await home.mi(['files', 'upload', 'nothing']);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no file nothing') });
    const directory = await home.mi(['files', 'upload', 'sub']);
    expect(directory).toMatchObject({ code: 2, stderr: expect.stringContaining('sub is a folder') });
    const device = await home.mi(['files', 'upload', '/dev/zero']);
    expect(device).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/dev/zero is no regular file'),
    });
    await chmod(folder, 0o700);
    expect(server.seen).toEqual([]);
  });
});
