import { describe, expect, test } from 'vitest';
import { office, platform, signedIn } from '../testing/platform.ts';
import { makeHome } from '../testing/runMi.ts';

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
o1  acme        2026-01-02T03:04:05Z
o2  laboratory  2026-01-02T03:04:05Z
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

  test('behavior: an empty list is nothing in a pipe, a word on a terminal, [] in JSON', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, []] });
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['offices', 'list'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await home.mi(['offices', 'list', '--json'])).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
    const { stdout, stderr } = await home.mi(['offices', 'list'], { tty: true });
    expect(stdout).toBe('');
    expect(stderr).toContain('mi offices create -n <name>');
  });

  test('behavior: a record stays one line, whatever is in it', async () => {
    await using server = await platform({ 'GET /api/v1/offices': [200, [office('a\nb\tc\u001b[2J', 'o1')]] });
    await using home = await makeHome(signedIn(server.url));
    const { stdout } = await home.mi(['offices', 'list']);
    expect(stdout).toBe('o1\ta\\nb\\tc\\x1b[2J\t2026-01-02T03:04:05Z\n');
  });
});

describe('offices create', () => {
  test('default: the office as JSON', async () => {
    await using server = await platform({ 'POST /api/offices': [201, ACME] });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout, stderr } = await home.mi(['colonies', 'create', '-n', 'acme']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(ACME);
  });

  test('behavior: the one that is owned comes back with a note on standard error', async () => {
    const answer = { ...office('willow-bend-15c6ff0e', '33f5682c'), existing: true };
    await using server = await platform({ 'POST /api/offices': [200, answer] });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout, stderr } = await home.mi(['colonies', 'create', '-n', 'hello-text']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual(answer);
    expect(
      stderr,
    ).toBe(`note: you already own a colony named "willow-bend-15c6ff0e" (33f5682c) — returning that one.
      the requested name "hello-text" was ignored.
      to create a second colony, re-run with --force.
`);
  });
});

describe('offices delete', () => {
  const routes = {
    'GET /api/v1/offices/o1': [200, ACME],
    'DELETE /api/v1/offices/o1': [204, undefined],
  } satisfies Parameters<typeof platform>[0];

  test('default: with --yes', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['offices', 'delete', 'o1', '--yes'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'deleted office o1\n',
    });
  });

  test('behavior: at a terminal it asks for the name', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    const wrong = await home.mi(['offices', 'delete', 'o1'], { tty: true, stdin: 'y\n' });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('error: nothing was deleted');
    expect(server.seen.map(({ method }) => method)).toEqual(['GET']);
    const right = await home.mi(['offices', 'delete', 'o1'], { tty: true, stdin: 'acme\n' });
    expect(right.code).toBe(0);
    expect(server.seen.at(-1)).toMatchObject({ method: 'DELETE', target: '/api/v1/offices/o1' });
  });

  test('error: without a terminal it does not ask, and does nothing', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    const { code, stderr } = await home.mi(['offices', 'delete', 'o1'], { stdin: 'acme\n' });
    expect(code).toBe(2);
    expect(stderr).toContain('hint: Pass --yes when you are sure.');
    expect(server.seen).toEqual([]);
  });
});

describe('agents fire', () => {
  const routes = { 'DELETE /api/v1/offices/o1/employees/aria': [204, undefined] } satisfies Parameters<
    typeof platform
  >[0];

  test('default: a script is not asked', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['agents', 'fire', 'o1', 'aria'], { stdin: '' })).toMatchObject({ code: 0 });
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['n\n', 1, 0],
    ['', 1, 0],
    ['yes\n', 0, 1],
  ])('behavior: at a terminal the answer %j gives %i', async (stdin, code, requests) => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['agents', 'fire', 'o1', 'aria'], { tty: true, stdin })).toMatchObject({ code });
    expect(server.seen).toHaveLength(requests);
  });

  test('behavior: --yes is never asked', async () => {
    await using server = await platform(routes);
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['agents', 'fire', 'o1', 'aria', '-y'], { tty: true })).toMatchObject({ code: 0 });
  });
});

describe('the office', () => {
  const agents = [200, []] satisfies [number, unknown];

  test('default: flag, then MITOSIS_OFFICE, then the default one, then the only one', async () => {
    await using server = await platform({
      'GET /api/v1/offices': [200, [ACME]],
      'GET /api/v1/offices/o1/employees': agents,
      'GET /api/v1/offices/flag/employees': agents,
      'GET /api/v1/offices/env/employees': agents,
      'GET /api/v1/offices/config/employees': agents,
    });
    await using home = await makeHome(signedIn(server.url));
    const last = () => server.seen.at(-1)?.target;
    expect(await home.mi(['agents', 'list'])).toMatchObject({ code: 0 });
    expect(last()).toBe('/api/v1/offices/o1/employees');
    await home.mi(['init', '--endpoint', server.url, '--office', 'config']);
    await home.mi(['agents', 'list']);
    expect(last()).toBe('/api/v1/offices/config/employees');
    const env = { MITOSIS_OFFICE: 'env' };
    await home.mi(['agents', 'list'], { env });
    expect(last()).toBe('/api/v1/offices/env/employees');
    await home.mi(['agents', 'list', '-o', 'flag'], { env });
    expect(last()).toBe('/api/v1/offices/flag/employees');
  });

  test('behavior: it may be left out before an agent, too', async () => {
    const logs = { logs: 'one\ntwo\n', pod: 'p' };
    await using server = await platform({
      'GET /api/v1/offices': [200, [ACME]],
      'GET /api/v1/offices/o1/employees/aria/logs?tail=2': [200, logs],
    });
    await using home = await makeHome(signedIn(server.url));
    for (const args of [['aria'], ['o1', 'aria']]) {
      expect(await home.mi(['agents', 'logs', ...args, '-t', '2'])).toMatchObject({
        code: 0,
        stdout: 'one\ntwo\n',
      });
    }
  });

  test('error: none, or several', async () => {
    let offices: unknown[] = [];
    await using none = await platform({ 'GET /api/v1/offices': [200, offices] });
    await using home = await makeHome();
    const empty = await home.mi(['agents', 'list'], { env: signedIn(none.url) });
    expect(empty).toMatchObject({ code: 5, stdout: '' });
    expect(empty.stderr).toBe(
      'error: you own no office yet\nhint: Create one: mi offices create -n <name>\n',
    );
    offices = [ACME, office('lab', 'o2')];
    await using several = await platform({ 'GET /api/v1/offices': [200, offices] });
    const many = await home.mi(['agents', 'list'], { env: signedIn(several.url) });
    expect(many.code).toBe(2);
    expect(many.stderr).toContain('o1 (acme), o2 (lab)');
  });
});

describe('credits add', () => {
  test.each([
    ['100', 100],
    ['-5', -5],
    ['2.5', 2.5],
  ])('default: %s', async (typed, amount) => {
    const bodies: string[] = [];
    const { serve, bodyOf } = await import('@mitosislabs/tooling/serve');
    await using server = await serve(async (request, response) => {
      bodies.push(String(await bodyOf(request)));
      response.end(JSON.stringify({ office_id: 'o1', balance: 7 }));
    });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout } = await home.mi(['credits', 'add', '-o', 'o1', '-a', typed, '-r', 'topup']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'office\to1\nbalance\t7\n' });
    expect(bodies.map((body) => JSON.parse(body))).toEqual([{ amount, reason: 'topup' }]);
  });
});

describe('api', () => {
  test('default: what the platform answers, to the digit', async () => {
    const { serve } = await import('@mitosislabs/tooling/serve');
    await using server = await serve((_, response) =>
      response.end('{"id": 12345678901234567890, "s": "\u009b"}'),
    );
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'get', '/api/v1/x?y=1'])).toEqual({
      code: 0,
      stdout: '{"id": 12345678901234567890, "s": "\\u009b"}\n',
      stderr: '',
    });
    expect(server.seen[0]).toMatchObject({ method: 'GET', target: '/api/v1/x?y=1' });
  });

  test('behavior: a body from the command line, a file, or standard input', async () => {
    const { serve, bodyOf } = await import('@mitosislabs/tooling/serve');
    await using server = await serve(async (request, response) => response.end(await bodyOf(request)));
    await using home = await makeHome(signedIn(server.url));
    const { writeFile } = await import('node:fs/promises');
    await writeFile(`${home.path}/body.json`, '{"a": 1}');
    const echo = (data: string) => home.mi(['api', 'POST', '/x', '-d', data], { stdin: '{"a": 1}' });
    for (const data of ['{"a": 1}', `@${home.path}/body.json`, '-']) {
      expect(await echo(data)).toMatchObject({ code: 0, stdout: '{"a":1}\n' });
    }
    for (const data of ['0', 'false', 'null', '""']) expect((await echo(data)).stdout).toBe(`${data}\n`);
  });

  test('behavior: text is text, and harmless', async () => {
    const { serve } = await import('@mitosislabs/tooling/serve');
    await using server = await serve((_, response) => response.end('apiVersion: v1\n\u001b[2J\n'));
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'GET', '/x'])).toMatchObject({
      code: 0,
      stdout: 'apiVersion: v1\n\\x1b[2J\n',
    });
  });

  test('behavior: --agent signs with the key of this machine', async () => {
    await using server = await platform({ 'GET /api/v1/offices/o1/tasks': [200, []] });
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url });
    const args = ['api', 'GET', '/api/v1/offices/o1/tasks', '--agent', 'aria', '--office', 'o1'];
    const before = await home.mi(args);
    expect(before).toMatchObject({ code: 5 });
    expect(before.stderr).toContain('hint: Make one: mi keys generate -o o1 -a aria');
    const { stdout } = await home.mi(['keys', 'generate', '-o', 'o1', '-a', 'aria']);
    expect(stdout).toMatch(/^04[0-9a-f]{128}\n$/);
    expect(await home.mi(args)).toMatchObject({ code: 0, stdout: '[]\n' });
    const { verifySignature } = await import('@mitosislabs/auth');
    const headers = server.seen[0]?.headers ?? {};
    expect(headers).toMatchObject({ 'x-agent-id': 'aria' });
    expect(headers.authorization).toBeUndefined();
    expect(
      verifySignature(stdout.trim(), {
        method: 'GET',
        path: '/api/v1/offices/o1/tasks',
        timestamp: String(headers['x-timestamp']),
        signature: String(headers['x-signature']),
      }),
    ).toBe(true);
  });
});

describe('keys', () => {
  test('default: generate, list, pubkey', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const generated = await home.mi(['keys', 'generate', '-a', 'aria', '--json']);
    const { publicKey } = JSON.parse(generated.stdout);
    expect(await home.mi(['keys', 'list'])).toMatchObject({ code: 0, stdout: 'aria\n' });
    expect(await home.mi(['keys', 'pubkey', '-a', 'aria'])).toMatchObject({
      code: 0,
      stdout: `${publicKey}\n`,
    });
  });

  test('error: a key is not replaced without --force', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    await home.mi(['keys', 'generate', '-a', 'aria']);
    const again = await home.mi(['keys', 'generate', '-a', 'aria']);
    expect(again).toMatchObject({ code: 6, stdout: '' });
    expect(await home.mi(['keys', 'generate', '-a', 'aria', '--force'])).toMatchObject({ code: 0 });
  });

  test('error: no such key, no such name', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    expect(await home.mi(['keys', 'pubkey', '-a', 'aria'])).toMatchObject({ code: 5, stdout: '' });
    expect(await home.mi(['keys', 'generate', '-a', '../aria'])).toMatchObject({ code: 2, stdout: '' });
  });
});
