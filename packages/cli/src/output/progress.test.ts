import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { textWidth } from '../terminal/textWidth.ts';
import { transferLine } from './progress.ts';

test.each([
  [{ loaded: 12_000_000, total: 40_000_000 }, 4, 'a.pdf  12 MB of 40 MB  3.0 MB/s  9 s left'],
  [{ loaded: 1500 }, 1, 'a.pdf  1.5 kB  1.5 kB/s'],
  [{ loaded: 0, total: 10 }, 1, 'a.pdf  0 B of 10 B'],
  [{ loaded: 10, total: 10 }, 1, 'a.pdf  10 B of 10 B  10 B/s  0 s left'],
])('default: %j after %d s', (state, seconds, line) => {
  expect(transferLine('a.pdf', state, seconds)).toBe(line);
});

test('behavior: the bytes of an earlier run do not count for the rate', () => {
  const line = transferLine('a.pdf', { loaded: 12_000_000, total: 40_000_000 }, 4, 4_000_000);
  expect(line).toBe('a.pdf  12 MB of 40 MB  2.0 MB/s  14 s left');
});

const ID = '33f5682c-0b7e-4c0e-9a53-1f0c6d1e8a11';

/** A platform whose answers wait until the test lets them go: the whole answer, or its body after the first byte. */
async function slow(answer: string, waits: 'whole' | 'body' = 'whole') {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = await serve(async (request, response) => {
    request.resume();
    if (waits === 'whole') await released;
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': String(answer.length) });
    response.write(answer.slice(0, 1));
    await released;
    response.end(answer.slice(1));
  });
  return Object.assign(server, { release });
}

describe('at a terminal', () => {
  test('default: a download shows how much, how fast and how long, and removes it', async () => {
    await using server = await slow('0123456789', 'body');
    await using home = await makeHome(signedIn(server.url));
    const running = home.start(['files', 'download', ID, 'x.txt', '-o', join(home.path, 'x')], {
      tty: true,
    });
    await running.until(/x\.txt {2}1 B of 10 B {2}\d+ B\/s {2}\S+ \S+ left/);
    server.release();
    const { code, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stderr.split('\r\u001b[K').at(-1)).toMatch(/^downloaded x\.txt to .* \(10 bytes\)\n$/);
  });

  test('behavior: a name of wide characters takes one row', async () => {
    await using server = await slow('0123456789', 'body');
    await using home = await makeHome(signedIn(server.url));
    const name = '報'.repeat(60);
    const running = home.start(['files', 'download', ID, name, '-o', join(home.path, 'x')], { tty: true });
    const [row] = await running.until(/\S 報+[^\r]*(?=\r)/);
    expect(textWidth(row)).toBeLessThan(80);
    server.release();
    await running.outcome;
  });

  test.each([
    ['the platform', ['offices', 'list'], 'whole', 'waiting for the platform'],
    ['a body', ['offices', 'list'], 'body', 'waiting for the platform'],
    ['the search for the office', ['agents', 'list', '-o', 'acme'], 'body', 'waiting for the platform'],
    ['the check of a key', ['login', '--token', 'mi_canary_0123456789abcdef'], 'body', 'checking the key'],
    ['a raw request', ['api', '/api/v1/offices'], 'whole', 'waiting for the platform'],
    ['the network', ['doctor'], 'whole', 'checking the network'],
  ] as const)(
    'default: waiting for %s (mi %j) is shown, and then removed',
    async (_, words, waits, shown) => {
      await using server = await slow('[]', waits);
      await using home = await makeHome(signedIn(server.url));
      const running = home.start([...words], { tty: true });
      await running.until(new RegExp(`${shown} \\(\\d+ s\\)`));
      server.release();
      const { stderr } = await running.outcome;
      // Only the last line may be left: an error, or what was done.
      expect(stderr.split('\r\u001b[K').at(-1)).not.toMatch(/\(\d+ s\)/);
    },
  );
});

test('default: at a terminal, deriving a key from a passphrase is shown, and then removed', async () => {
  await using home = await makeHome({ ...signedIn('http://127.0.0.1:9'), MITOSIS_KEY_PASSPHRASE: 'wrong' });
  const file = join(home.path, 'aria.json');
  // So many rounds take seconds on any machine.
  const kdfparams = { c: 8_000_000, dklen: 32, prf: 'hmac-sha256', salt: '00' };
  const cipher = {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '00'.repeat(16) },
    ciphertext: '00'.repeat(32),
  };
  const crypto = { ...cipher, kdf: 'pbkdf2', kdfparams, mac: '00'.repeat(32) };
  await writeFile(file, JSON.stringify({ version: 3, crypto }));
  const running = home.start(['keys', 'import', '-o', ID, '-a', 'aria', file], { tty: true });
  await running.until(/deriving the key from the passphrase \(\d+ s\)/);
  const { code, stderr } = await running.outcome;
  expect(code).not.toBe(0);
  expect(stderr.split('\r\u001b[K').at(-1)).toMatch(/^\S*error\S*: .*passphrase/);
});

test.each([
  ['in a pipe', {}],
  ['in CI', { tty: true, env: { CI: '1' } }],
  ['on a dumb terminal', { tty: true, env: { TERM: 'dumb' } }],
])('behavior: nothing is shown %s', async (_, options) => {
  await using server = await serve((_request, response) => void response.end('[]'));
  await using home = await makeHome(signedIn(server.url));
  await writeFile(join(home.path, 'x'), 'x');
  const { stderr } = await home.mi(['offices', 'list'], options);
  expect(stderr).not.toContain('\u001b');
});
