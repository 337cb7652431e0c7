import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newToken } from './processToken.node.ts';
import { isTemporaryName, removeLeftovers, temporaryName } from './temporaryFiles.node.ts';

/** No process has this number: Linux counts to 4,194,304. */
const UNUSED_PID = 4_194_305;
const HOUR = 3_600_000;

const [pid = '', start = '', place = '', random = ''] = newToken().split('-');

/** How long this process has run, in ms. */
const uptimeMs = (): number => process.uptime() * 1_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leftovers-'));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  [temporaryName(), true],
  [`.tmp-${pid}-${random}`, true],
  [`.tmp-${pid}-${start}-${place}-${random}`, true],
  [`${pid}-${start}-${place}-${random}`, false],
  [`.tmp-${pid}-${random}x`, false],
  [`.tmp-x${pid}-${random}`, false],
  ['.tmp-', false],
  ['.tmp-aria.key', false],
  ['aria.key', false],
  ['', false],
])('default: recognizes temporary names: case %#', (name, is) => {
  expect(isTemporaryName(name)).toBe(is);
});

describe('removeLeftovers', () => {
  test.each<[string, string, number, boolean]>([
    ['this process is writing', `.tmp-${pid}-${start}-${place}-${random}`, 0, true],
    ['this process wrote a while ago', `.tmp-${pid}-${start}-${place}-${random}`, uptimeMs() / 2, true],
    [
      'an earlier process of this number wrote',
      `.tmp-${pid}-0-${place}-${random}`,
      uptimeMs() + 60_000,
      false,
    ],
    ['a process that has ended wrote', `.tmp-${UNUSED_PID}-7-${place}-${random}`, 0, false],
    ['a process that has ended wrote, in the earlier form', `.tmp-${UNUSED_PID}-${random}`, 0, false],
    ['a living process is writing', `.tmp-${process.ppid}-0-${place}-${random}`, HOUR - 60_000, true],
    ['a living process wrote long ago', `.tmp-${process.ppid}-0-${place}-${random}`, HOUR + 60_000, false],
    ['a process elsewhere is writing', `.tmp-${pid}-7-0123456789ab-${random}`, HOUR - 60_000, true],
    ['a process elsewhere wrote long ago', `.tmp-${pid}-7-0123456789ab-${random}`, HOUR + 60_000, false],
    ['has another name', 'aria.key', 23 * HOUR, true],
    ['has a name that only begins so', '.tmp-aria.key', 23 * HOUR, true],
  ])('default: keeps or removes a file that %s', async (_, name, ageMs, stays) => {
    const file = join(folder, name);
    await writeFile(file, 'half');
    const time = (Date.now() - ageMs) / 1_000;
    await utimes(file, time, time);
    await removeLeftovers(folder);
    expect(await readdir(folder)).toEqual(stays ? [name] : []);
  });

  test('behavior: removes folders and tickets of an ended process with their content', async () => {
    for (const name of [
      `.tmp-${UNUSED_PID}-7-${place}-${random}`,
      `.wait-01234567-${UNUSED_PID}-7-${place}-${random}`,
      'config.json.lock',
    ]) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, `${UNUSED_PID}-7-${place}-${random}`), '');
    }
    await removeLeftovers(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  test('behavior: keeps locks and tickets of running processes', async () => {
    const names = [`.wait-01234567-${pid}-${start}-${place}-${random}`, 'config.json.lock'];
    for (const name of names) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, `${pid}-${start}-${place}-${random}`), '');
    }
    await removeLeftovers(folder);
    expect((await readdir(folder)).sort()).toEqual([...names].sort());
  });

  test('behavior: accepts a missing folder', async () => {
    await expect(removeLeftovers(join(folder, 'none'))).resolves.toBeUndefined();
  });
});
