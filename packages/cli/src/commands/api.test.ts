import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { contract } from '@mitosislabs/api/contract';
import { verifySignature } from '@mitosislabs/auth';
import { Keystore } from '@mitosislabs/keystore';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

describe('api', () => {
  test('default: prints the response of the platform, to the digit', async () => {
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
    await using server = await serve(async (request, response) => response.end(await bodyOf(request)));
    await using home = await makeHome(signedIn(server.url));
    await writeFile(`${home.path}/body.json`, '{"a": 1}');
    const echo = (data: string) => home.mi(['api', 'POST', '/x', '-d', data], { stdin: '{"a": 1}' });
    for (const data of ['{"a": 1}', `@${home.path}/body.json`, '-']) {
      expect(await echo(data)).toMatchObject({ code: 0, stdout: '{"a":1}\n' });
    }
    for (const data of ['0', 'false', 'null', '""']) expect((await echo(data)).stdout).toBe(`${data}\n`);
  });

  test('behavior: bytes are printed as they are, and escaped at a terminal', async () => {
    const bytes = randomBytes(3_000);
    await using server = await serve((_, response) =>
      response.setHeader('content-type', 'application/octet-stream').end(bytes),
    );
    const home = await makeHome(signedIn(server.url));
    const running = home.start(['api', 'GET', '/x'], { encoding: 'latin1' });
    const { code, stdout } = await running.outcome;
    expect(code).toBe(0);
    expect(Buffer.from(stdout, 'latin1').equals(bytes)).toBe(true);
    const shown = await home.mi(['api', 'GET', '/x'], { tty: true });
    expect(shown.stdout).not.toContain('\u001b');
  });

  test('behavior: text is exact in a pipe, and escaped at a terminal', async () => {
    await using server = await serve((_, response) => response.end('apiVersion: v1\n\u001b[2J\n'));
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'GET', '/x'])).toMatchObject({
      code: 0,
      stdout: 'apiVersion: v1\n\u001b[2J\n',
    });
    expect(await home.mi(['api', 'GET', '/x'], { tty: true })).toMatchObject({
      stdout: 'apiVersion: v1\n\\x1b[2J\n',
    });
  });

  test('error: a body from a file that is not there', async () => {
    await using server = await platform({});
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'POST', '/x', '-d', '@nowhere.json'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: there is no file nowhere.json\n',
    });
    expect(server.seen).toEqual([]);
  });

  test('behavior: --agent signs with the key of this machine', async () => {
    await using server = await platform({ 'GET /api/v1/offices/o1/tasks': [200, []] });
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url });
    const args = ['api', 'GET', '/api/v1/offices/o1/tasks', '--agent', 'aria', '--office', 'o1'];
    const before = await home.mi(args);
    expect(before).toMatchObject({ code: 5 });
    expect(before.stderr).toContain('register it with the platform: mi keys rotate -o o1 -a aria');
    const { stdout } = await home.mi(['keys', 'generate', '-o', 'o1', '-a', 'aria']);
    expect(stdout).toMatch(/^04[0-9a-f]{128}\n$/);
    expect(await home.mi(args)).toMatchObject({ code: 0, stdout: '[]\n' });
    const headers = server.seen[0]?.headers ?? {};
    expect(headers).toMatchObject({
      'x-agent-id': 'aria',
      'user-agent': expect.stringMatching(/^mi\/\S+ node\//),
    });
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

  test('error: --agent with a key that the platform does not know: the hint gives it one', async () => {
    const target = '/api/v1/offices/o1/tasks';
    await using server = await platform({ [`GET ${target}`]: [401, { error: 'The signature is wrong.' }] });
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url });
    await home.mi(['keys', 'generate', '-o', 'o1', '-a', 'aria']);
    const { code, stderr } = await home.mi(['api', 'GET', target, '--agent', 'aria', '--office', 'o1']);
    expect(code).toBe(3);
    expect(stderr).toContain('mi keys rotate -o o1 -a aria\n');
    expect(stderr).not.toContain('mi login');
  });

  test('error: --agent with a key that belongs to another host', async () => {
    await using server = await platform({});
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url });
    const keystore = new Keystore({ basePath: home.env['MITOSIS_HOME'] });
    await keystore.generateAndStore('o1', 'aria', { endpoint: 'https://m.mitosislabs.ai' });
    const outcome = await home.mi(['api', 'GET', '/api/v1/x', '--agent', 'aria', '--office', 'o1', '--json']);
    expect(outcome).toMatchObject({ code: 3, stdout: '' });
    expect(JSON.parse(outcome.stderr).error.code).toBe('key_for_another_host');
    expect(server.seen).toEqual([]);
  });

  test('behavior: HEAD prints nothing', async () => {
    await using server = await platform({ 'HEAD /api/v1/offices': [200, undefined] });
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'head', '/api/v1/offices'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('default: the method is GET, or POST with a body', async () => {
    const bodies: string[] = [];
    await using server = await serve(async (request, response) => {
      bodies.push(String(await bodyOf(request)));
      response.end('{}');
    });
    await using home = await makeHome(signedIn(server.url));
    await home.mi(['api', '/api/v1/x']);
    await home.mi(['api', '/api/v1/x', '-d', '{"a":1}']);
    await home.mi([
      'api',
      '/api/v1/x',
      '-f',
      'a=1',
      '-F',
      'b[c]=2',
      '-F',
      'b[d][]=true',
      '-F',
      'b[d][]=null',
    ]);
    await home.mi(['api', 'GET', '/api/v1/x?y=1', '-f', 'a=1 2']);
    expect(server.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /api/v1/x',
      'POST /api/v1/x',
      'POST /api/v1/x',
      'GET /api/v1/x?y=1&a=1+2',
    ]);
    expect(bodies).toEqual(['', '{"a":1}', '{"a":"1","b":{"c":2,"d":[true,null]}}', '']);
  });

  test('behavior: -H adds headers and -i prints those of the response', async () => {
    await using server = await serve((_, response) => response.setHeader('x-a', 'b').end('{"a":1}'));
    await using home = await makeHome(signedIn(server.url));
    const { stdout } = await home.mi(['api', '/x', '-H', 'X-One: 1', '-H', 'x-two:2', '-i']);
    expect(stdout).toMatch(/^HTTP 200\n(\S+: .*\n)*x-a: b\n(\S+: .*\n)*\n\{"a":1\}\n$/);
    expect(server.seen[0]?.headers).toMatchObject({ 'x-one': '1', 'x-two': '2' });
  });

  test('behavior: with a content type, the body is bytes as they are', async () => {
    const bytes = randomBytes(3_000);
    const bodies: Buffer[] = [];
    await using server = await serve(async (request, response) => {
      bodies.push(await bodyOf(request));
      response.end('{}');
    });
    await using home = await makeHome(signedIn(server.url));
    await writeFile(`${home.path}/body.bin`, bytes);
    const line = [
      'api',
      'PUT',
      '/x',
      '-H',
      'content-type: application/octet-stream',
      '-d',
      `@${home.path}/body.bin`,
    ];
    expect(await home.mi(line)).toMatchObject({ code: 0 });
    expect(bodies[0]?.equals(bytes)).toBe(true);
    expect(server.seen[0]?.headers['content-type']).toBe('application/octet-stream');
    const refused = await home.mi(['api', 'PUT', '/x', '-d', `@${home.path}/body.bin`]);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(bodies).toHaveLength(1);
  });

  test('behavior: --jq and --json=fields apply', async () => {
    await using server = await serve((_, response) => response.end('[{"id":"a","n":1},{"id":"b","n":2}]'));
    await using home = await makeHome(signedIn(server.url));
    expect((await home.mi(['api', '/x', '--jq', '.[].id'])).stdout).toBe('a\nb\n');
    expect((await home.mi(['api', '/x', '--json=id'])).stdout).toBe('[{"id":"a"},{"id":"b"}]\n');
  });

  test('behavior: events are JSON lines, until the run is interrupted', async () => {
    await using server = await serve((_, response) => {
      response.setHeader('content-type', 'text/event-stream').write('id: 1\ndata: {"a":"\u009b"}\n\n');
    });
    await using home = await makeHome(signedIn(server.url));
    const running = home.start(['api', '/x']);
    await running.until(/"a"/);
    running.interrupt();
    const { code, stdout } = await running.outcome;
    expect(code).toBe(130);
    expect(JSON.parse(stdout.split('\n')[0] ?? '')).toMatchObject({ id: '1', data: { a: '\u009b' } });
    expect(stdout).not.toContain('\u009b');
    expect(server.seen).toHaveLength(1);
  });

  test('behavior: a stream that ends is opened again after its last event', async () => {
    await using server = await serve(({ headers }, response) => {
      response.setHeader('content-type', 'text/event-stream');
      if (headers['last-event-id'] === undefined) response.end('retry: 100\nid: 1\ndata: "first"\n\n');
      else response.write('id: 2\ndata: "second"\n\n');
    });
    await using home = await makeHome(signedIn(server.url));
    const running = home.start(['api', '/x']);
    await running.until(/second/);
    running.interrupt();
    const { stdout } = await running.outcome;
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).data);
    expect(events).toEqual(['first', 'second']);
    expect(server.seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1']);
  });

  test('behavior: the events in the response to a POST are printed, and the POST is sent once', async () => {
    await using server = await serve((_, response) => {
      response.setHeader('content-type', 'text/event-stream').end('id: 1\ndata: {"a":1}\n\ndata: two\n\n');
    });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout } = await home.mi(['api', 'POST', '/x', '-d', '{}']);
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).data),
    ).toEqual([{ a: 1 }, 'two']);
    expect(server.seen.map(({ method }) => method)).toEqual(['POST']);
  });

  describe('pages', () => {
    /** A server with five entries, two a page. It may ignore where a page begins. */
    async function pages(ignores = false) {
      return serve((request, response) => {
        const { searchParams } = new URL(request.url ?? '', 'http://localhost');
        const offset = ignores ? 0 : Number(searchParams.get('offset') ?? 0);
        response.end(JSON.stringify([1, 2, 3, 4, 5].slice(offset, offset + 2)));
      });
    }

    test('default: --paginate prints each page, --slurp all as one', async () => {
      await using server = await pages();
      await using home = await makeHome(signedIn(server.url));
      expect((await home.mi(['api', '/x?limit=2', '--paginate'])).stdout).toBe('[1,2]\n[3,4]\n[5]\n');
      expect(server.seen).toHaveLength(3);
      const whole = await home.mi(['api', '/x?limit=2', '--paginate', '--slurp', '--jq', 'add | length']);
      expect(whole.stdout).toBe('5\n');
      expect((await home.mi(['api', '/x', '--paginate', '--slurp'])).stdout).toBe('[[1,2],[3,4],[5]]\n');
    });

    test('behavior: a server that ignores the offset is read once', async () => {
      await using server = await pages(true);
      await using home = await makeHome(signedIn(server.url));
      expect((await home.mi(['api', '/x', '--paginate'])).stdout).toBe('[1,2]\n');
      expect(server.seen).toHaveLength(2);
    });
  });

  test('behavior: --curl and --dry-run send nothing and show no key', async () => {
    await using server = await serve((_, response) => response.end('{}'));
    await using home = await makeHome(signedIn(server.url));
    const line = ['api', 'POST', '/api/v1/x', '-d', `{"title":"it's"}`];
    const { code, stdout } = await home.mi([...line, '--curl']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^curl -X POST 'http.*\/api\/v1\/x' -H "authorization: Bearer \$MITOSIS_API_KEY"/);
    expect(stdout).toContain(`--data-raw '{"title":"it'\\''s"}'`);
    // One line to copy, however narrow the terminal is.
    expect((await home.mi([...line, '--curl'], { tty: true, columns: 40 })).stdout).toBe(stdout);
    const planned = await home.mi([...line, '--dry-run', '--json']);
    expect(JSON.parse(planned.stdout)).toMatchObject({
      method: 'POST',
      headers: { authorization: '[redacted]', 'content-type': 'application/json' },
      body: { title: "it's" },
    });
    expect((await home.mi(['api', '/api/v1/x', '--curl'])).stdout).toMatch(/^curl 'http/);
    expect(server.seen).toEqual([]);
    expect(stdout + planned.stdout).not.toContain('mi_canary');
  });

  test('default: operations by name', async () => {
    await using server = await platform({
      'GET /api/v1/offices/o1/tasks/t%2F1': [200, { id: 't/1' }],
      'GET /api/v1/offices/o1/credits/history?limit=2': [200, []],
      'POST /api/v1/offices/o1/tasks': [200, { id: 't2' }],
    });
    await using home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: 'o1' });
    expect((await home.mi(['api', 'tasks.get', 't/1'])).stdout).toBe('{"id":"t/1"}\n');
    expect((await home.mi(['api', 'tasks.get', 'o1', 't/1'])).stdout).toBe('{"id":"t/1"}\n');
    expect((await home.mi(['api', 'credits.history', '-f', 'limit=2'])).stdout).toBe('[]\n');
    expect((await home.mi(['api', 'tasks.create', '-f', 'title=Audit', '-F', 'priority=2'])).stdout).toBe(
      '{"id":"t2"}\n',
    );
    expect(server.seen).toHaveLength(4);
  });

  test.each([
    [['tasks.creat'], 'Did you mean tasks.create?'],
    [['tasks.get'], 'tasks.get takes [officeId] <taskId>'],
    [['tasks.create', '-F', 'title=5'], 'must be text'],
    [['offices.list', '-f', 'a=1'], 'offices.list takes only path parameters'],
    [['files.upload'], 'mi files upload'],
    [['x'], 'x is no path'],
    [['GET'], 'a path is missing'],
    [['LINK', '/x'], 'LINK is not a method'],
    [['GET', 'x'], 'the path must begin with /'],
    [['/x', '-d', '{}', '-f', 'a=1'], 'either -d, or -f and -F'],
    [['/x', '-f', 'a'], '-f takes key=value'],
    [['/x', '-f', 'a[=1'], 'is not a key'],
    [['/x', '-f', 'a=1', '-f', 'a=2'], 'a is given twice'],
    [['/x', '-f', 'a=1', '-f', 'a[b]=2'], 'leads through a value'],
    [['/x', '-H', 'nonsense'], '-H takes "Name: value"'],
    [['/x', '--slurp'], '--slurp needs --paginate'],
    [['POST', '/x', '--paginate'], '--paginate works only with GET'],
  ])('error: mi api %j sends nothing', async (args, message) => {
    await using server = await platform({});
    await using home = await makeHome({ ...signedIn(server.url), MITOSIS_OFFICE: 'o1' });
    const { code, stdout, stderr } = await home.mi(['api', ...args]);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(server.seen).toEqual([]);
  });

  test('default: list and describe show the contract', async () => {
    await using home = await makeHome();
    const { stdout } = await home.mi(['api', 'list']);
    const names = stdout.trimEnd().split('\n');
    expect(names).toHaveLength(Object.values(contract).flatMap((group) => Object.keys(group)).length);
    expect(names).toContain('tasks.create\tPOST /api/v1/offices/{officeId}/tasks');
    for (const line of names) {
      const name = line.split('\t')[0] ?? '';
      const { code, stdout: text } = await home.mi(['api', 'describe', name]);
      expect([name, code, text.split('\n')[0]]).toEqual([name, 0, name]);
    }
    expect((await home.mi(['api', 'describe', 'tasks.update'])).stdout).toContain(
      'status?: running | completed | failed | done',
    );
    const described = await home.mi(['api', 'describe', 'tasks.create', '--json']);
    expect(JSON.parse(described.stdout)).toEqual(JSON.parse(JSON.stringify(contract.tasks.create)));
  });

  test.each([
    [{ tty: true, stdin: 'n\n' }, 10, 0],
    [{ tty: true, stdin: 'y\n' }, 0, 1],
    [{ stdin: '' }, 0, 1],
  ])('behavior: DELETE with %j exits with %i', async (options, code, requests) => {
    await using server = await platform({ 'DELETE /api/v1/x': [204, undefined] });
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'DELETE', '/api/v1/x'], options)).toMatchObject({ code });
    expect(server.seen).toHaveLength(requests);
  });
});
