import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { beforeEach, expect, test } from 'vitest';
import { MitosisClient, NodeFilesAPI, Transport } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mitosis-files-'));
  return () => rm(folder, { recursive: true });
});

test('default: there and back, byte for byte', async () => {
  await using emulator = await startEmulator();
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const mi = new MitosisClient({ endpoint, dashboardEndpoint, apiKey, validate: 'strict' });
  const { id } = await mi.offices.create({ name: 'files', forceCreate: true });
  const sent = randomBytes(300_000);
  await writeFile(join(folder, 'a b.bin'), sent);
  await mi.files.uploadFrom(id, join(folder, 'a b.bin'));
  await mi.files.uploadFrom(id, join(folder, 'a b.bin'), { filename: 'other.bin' });
  expect((await mi.files.list(id)).map(({ name }) => name).sort()).toEqual(['a b.bin', 'other.bin']);
  await mi.files.downloadTo(id, 'other.bin', join(folder, 'copy.bin'));
  expect(sent.equals(await readFile(join(folder, 'copy.bin')))).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['a b.bin', 'copy.bin']);
});

test('error: a download that is cut, at any point, leaves nothing that looks complete', async () => {
  const whole = randomBytes(50_000);
  let cut = 0;
  await using server = await serve((request, response) => {
    response
      .writeHead(200, { 'content-length': String(whole.length) })
      .write(whole.subarray(0, cut), () => request.socket.destroy());
  });
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  for (cut = 1; cut < whole.length; cut += 2_500) {
    await expect(files.downloadTo('o1', 'x', join(folder, 'x'))).rejects.toMatchObject({
      name: 'ConnectionError',
    });
    expect(await readdir(folder)).toEqual([]);
  }
});

test('error: what is there already stays, unless it may be replaced', async () => {
  await using server = await serve((_, response) => response.end('new'));
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const path = join(folder, 'report');
  await writeFile(path, 'old');
  await expect(files.downloadTo('o1', 'x', path)).rejects.toMatchObject({ argument: 'path' });
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(server.seen).toEqual([]);
  await files.downloadTo('o1', 'x', path, { overwrite: true });
  expect(await readFile(path, 'utf8')).toBe('new');
  await expect(files.downloadTo('o1', 'x', folder, { overwrite: true })).rejects.toMatchObject({
    argument: 'path',
  });
  expect((await stat(folder)).isDirectory()).toBe(true);
});

test('behavior: a file that is made while the download runs stays, and so does a file called .part', async () => {
  const path = join(folder, 'x');
  await using server = await serve(
    (_, response) => void writeFile(path, 'theirs').then(() => response.end('ours')),
  );
  await writeFile(`${path}.part`, 'theirs too');
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await expect(files.downloadTo('o1', 'x', path)).rejects.toMatchObject({ argument: 'path' });
  expect(await readFile(path, 'utf8')).toBe('theirs');
  expect(await readFile(`${path}.part`, 'utf8')).toBe('theirs too');
  expect((await readdir(folder)).sort()).toEqual(['x', 'x.part']);
});

test('behavior: two downloads to one path at once: both are whole', async () => {
  await using server = await serve((_, response) => response.end('whole'));
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  const path = join(folder, 'x');
  await Promise.all([1, 2, 3].map(() => files.downloadTo('o1', 'x', path, { overwrite: true })));
  expect(await readFile(path, 'utf8')).toBe('whole');
  expect(await readdir(folder)).toEqual(['x']);
});

test('error: only regular files are uploaded', async () => {
  await using server = await serve((_, response) => response.end());
  const files = new NodeFilesAPI(new Transport({ endpoint: server.url }));
  await mkdir(join(folder, 'sub'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  for (const name of ['sub', 'pipe']) {
    await expect(files.uploadFrom('o1', join(folder, name))).rejects.toMatchObject({ argument: 'path' });
  }
  await expect(files.uploadFrom('o1', join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(server.seen).toEqual([]);
});
