import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { decodeUTF8 } from './decodeUTF8.ts';

const LATIN1 = Buffer.from('one\ntw\xf6\nthree', 'latin1');

test('default: UTF-8 is decoded as it is, a byte order mark too', () => {
  expect(decodeUTF8(Buffer.from('\ufeffä😀\ufffd'), 'x')).toBe('\ufeffä😀\ufffd');
});

test.each([
  [LATIN1, 2],
  [Buffer.from([0xff]), 1],
  [Buffer.from([0x61, 0x0a, 0x0a, 0xe2, 0x82]), 3],
])('error: anything else is refused, with its line', (bytes, line) => {
  expect(() => decodeUTF8(bytes, 'notes.txt')).toThrow(`notes.txt is not UTF-8 text: see line ${line}`);
});

test.each([
  [['send', 'o1', 'aria', '-']],
  [['api', 'POST', '/x', '-d', '-']],
  [['api', 'POST', '/x', '-d', '@FILE']],
  [['agents', 'update', 'o1', 'aria', '--body', '@FILE']],
])('error: mi %j sends no part of the text', async (args) => {
  await using server = await platform({});
  await using home = await makeHome(signedIn(server.url));
  const file = join(await mkdtemp(join(tmpdir(), 'mi-utf8-')), 'text');
  await writeFile(file, LATIN1);
  const running = home.start(args.map((word) => word.replace('FILE', file)));
  running.stdin.push(LATIN1);
  running.stdin.push(null);
  const { code, stderr } = await running.outcome;
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('is not UTF-8') });
  expect(server.seen.filter(({ method }) => method !== 'GET')).toEqual([]);
});
