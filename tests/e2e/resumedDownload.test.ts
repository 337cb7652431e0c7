import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { MitosisClient } from '@mitosislabs/sdk';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, onTestFinished, test } from 'vitest';
import { mi, miFile } from './mi.ts';

const MIB = 1024 * 1024;
const OFFICE = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';
const KEY = 'mi_canary_0123456789abcdef';

async function folderOfTest(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mitosis-resume-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('behavior: mi continues a download after it was killed', async () => {
  const home = await folderOfTest();
  const content = randomBytes(8 * MIB);
  await using server = await serve((request, response) => {
    const first = Number(/\d+/.exec(String(request.headers.range ?? '0'))?.[0]);
    const range = `bytes ${first}-${content.length - 1}/${content.length}`;
    response.writeHead(first > 0 ? 206 : 200, {
      etag: '"v1"',
      'content-length': content.length - first,
      ...(first > 0 && { 'content-range': range }),
    });
    // The first response stops, and its connection stays open.
    if (server.seen.length > 1) response.end(content.subarray(first));
    else response.write(content.subarray(0, 5 * MIB));
  });
  const env = { MITOSIS_API_KEY: KEY, MITOSIS_ENDPOINT: server.url, MITOSIS_KEYCHAIN: 'off' };
  const words = ['files', 'download', OFFICE, 'big.bin', '-o', 'big.bin'];
  const child = spawn(process.execPath, [miFile, ...words], {
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...env },
    stdio: 'ignore',
  });
  const parts = async () => (await readdir(home)).filter((name) => name.endsWith('.part'));
  const sizeOfPart = async () => {
    const [name] = await parts();
    return name === undefined ? 0 : (await stat(join(home, name))).size;
  };
  await expect.poll(sizeOfPart).toBeGreaterThanOrEqual(2 * MIB);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const before = await sizeOfPart();
  const ended = await mi(words, { home, env });
  expect(ended).toMatchObject({ code: 0 });
  expect(server.seen.at(-1)?.headers).toMatchObject({ range: `bytes=${before}-`, 'if-range': '"v1"' });
  expect((await readFile(join(home, 'big.bin'))).equals(content)).toBe(true);
  expect(await parts()).toEqual([]);
});

test('behavior: the emulator continues a download of the same version, and sends a new one whole', async () => {
  const home = await folderOfTest();
  await using emulator = await startEmulator({ readyAfterMs: 0 });
  const { endpoint, dashboardEndpoint, apiKey } = emulator;
  const client = new MitosisClient({ endpoint, dashboardEndpoint, apiKey });
  const { id } = await client.offices.create({ name: 'acme', forceCreate: true });
  const [old, latest] = [randomBytes(3 * MIB), randomBytes(3 * MIB)];
  const path = join(home, 'big.bin');
  for (const content of [old, latest]) {
    await client.files.upload(id, 'big.bin', old);
    const stop = new AbortController();
    const call = client.files.downloadTo(id, 'big.bin', path, {
      resume: true,
      overwrite: true,
      signal: stop.signal,
      onProgress: ({ loaded }) => loaded > 0 && stop.abort(),
    });
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect((await readdir(home)).filter((name) => name.endsWith('.part'))).toHaveLength(1);
    await client.files.upload(id, 'big.bin', content);
    const loaded: number[] = [];
    await client.files.downloadTo(id, 'big.bin', path, {
      resume: true,
      overwrite: true,
      onProgress: (progress) => loaded.push(progress.loaded),
    });
    expect(Boolean(loaded[0])).toBe(content === old);
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(await readdir(home)).toEqual(['big.bin']);
  }
});
