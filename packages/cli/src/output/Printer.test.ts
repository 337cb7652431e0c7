import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

const ACME = office('acme', 'o1');

describe('lists', () => {
  test('default: tab-separated lines in a pipe', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [ACME, office('lab', 'o2')]] });
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['offices', 'list'])).toEqual({
      code: 0,
      stdout: 'o1\tacme\t2026-01-02T03:04:05Z\no2\tlab\t2026-01-02T03:04:05Z\n',
      stderr: '',
    });
  });

  test('behavior: a table with headings on a terminal', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [ACME, office('laboratory', 'o2')]] });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const { stdout } = await home.mi(['offices', 'list'], { tty: true });
    expect(stdout).toBe(`ID  NAME        CREATED
o1  acme        2026-01-02
o2  laboratory  2026-01-02
`);
  });

  test('behavior: headings stand out where colour is welcome', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [ACME]] });
    await using home = await makeHome(signedIn(server.url));
    const { stdout } = await home.mi(['offices', 'list'], { tty: true });
    expect(stdout.split('\n')[0]).toBe(
      '\u001b[1mID\u001b[22m  \u001b[1mNAME\u001b[22m  \u001b[1mCREATED\u001b[22m',
    );
    const dumb = await home.mi(['offices', 'list'], { tty: true, env: { TERM: 'dumb' } });
    expect(dumb.stdout).not.toContain('\u001b');
  });

  test('behavior: --json is the exact data, indented only on a terminal', async () => {
    const rich = { ...ACME, settings: { note: '\u009b\u202e\u001b[2J' }, unknown: [1, null] };
    await using server = await platform({ 'GET /api/v1/offices': [200, [rich]] });
    await using home = await makeHome(signedIn(server.url));
    const piped = await home.mi(['offices', 'list', '--json']);
    expect(JSON.parse(piped.stdout)).toEqual([rich]);
    expect(piped.stdout.split('\n')).toHaveLength(2);
    const shown = await home.mi(['offices', 'list', '--json'], { tty: true });
    expect(JSON.parse(shown.stdout)).toEqual([rich]);
    expect(shown.stdout).toContain('\n    "id": "o1"');
  });

  test('behavior: names of fields from the platform cannot control the terminal', async () => {
    const hostile = '\u001b[2J\u202ename\nx';
    await using server = await platform({
      'GET /api/v1/offices/o1/env/values': [200, { [hostile]: 'v' }],
    });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    for (const tty of [true, false]) {
      const { stdout } = await home.mi(['env', 'values', '-o', 'o1'], { tty });
      for (const part of ['\u001b', '\u202e', 'name\n']) expect(stdout).not.toContain(part);
      expect(stdout).toContain('name');
    }
  });

  test('behavior: an empty list is nothing in a pipe, a word on a terminal, [] in JSON', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, []] });
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['offices', 'list'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await home.mi(['offices', 'list', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    const { stdout, stderr } = await home.mi(['offices', 'list'], { tty: true });
    expect(stdout).toBe('');
    expect(stderr).toContain('mi offices create -n <name>');
  });

  test('behavior: a record stays on one line, whatever its values are', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [office('a\nb\tc\u001b[2J', 'o1')]] });
    await using home = await makeHome(signedIn(server.url));
    const { stdout } = await home.mi(['offices', 'list']);
    expect(stdout).toBe('o1\ta\\nb\\tc\\x1b[2J\t2026-01-02T03:04:05Z\n');
  });
});

describe('hostile text', () => {
  const { cases }: { cases: { text: string }[] } = JSON.parse(
    readFileSync(new URL('../../../../tests/vectors/terminal_escapes.json', import.meta.url), 'utf8'),
  );
  const names = cases.map(({ text }) => text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matches control characters
  const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

  test('behavior: in a list every record stays one line, in a pipe and on a terminal', async () => {
    await using server = await platform({
      'GET /api/v1/offices': [200, names.map((name) => office(name, 'o'))],
    });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    const piped = await home.mi(['offices', 'list']);
    expect(piped.stdout).not.toMatch(HARMFUL);
    expect(piped.stdout.trimEnd().split('\n')).toHaveLength(names.length);
    for (const line of piped.stdout.trimEnd().split('\n')) expect(line.split('\t')).toHaveLength(3);
    const shown = await home.mi(['offices', 'list'], { tty: true });
    expect(shown.stdout).not.toMatch(HARMFUL);
    expect(shown.stdout.trimEnd().split('\n')).toHaveLength(names.length + 1);
    const json = await home.mi(['offices', 'list', '--json']);
    expect(JSON.parse(json.stdout).map(({ name }: { name: string }) => name)).toEqual(names);
  });

  test('behavior: a record, logs and an error are escaped on a terminal and in a pipe', async () => {
    const hostile = names.join('\n');
    await using server = await platform({
      'GET /api/v1/offices/o1': [200, office(hostile, 'o1')],
      'GET /api/v1/offices/o1/employees/aria/logs': [200, { logs: hostile, pod: 'p' }],
      'GET /api/v1/offices/o2': [403, { error: hostile }],
      'POST /api/offices': [200, { ...office(hostile, 'o1'), existing: true }],
    });
    await using home = await makeHome({ ...signedIn(server.url), NO_COLOR: '1' });
    for (const args of [
      ['offices', 'get', 'o1'],
      ['agents', 'logs', 'o1', 'aria'],
      ['offices', 'get', 'o2'],
      ['offices', 'create', '-n', 'x'],
    ]) {
      for (const tty of [true, false]) {
        const { stdout, stderr } = await home.mi(args, { tty });
        expect(stdout + stderr).not.toMatch(HARMFUL);
        expect(stdout + stderr).toContain('pwned');
      }
    }
  });
});
