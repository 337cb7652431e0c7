import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import { listCommand } from './hints.ts';

/** A platform that handles every request, and loses the responses to changes. */
async function lossy() {
  let done = 0;
  const server = await serve((request, response) => {
    if (request.method === 'GET') return void response.writeHead(200).end('[]');
    done++;
    return void request.socket.destroy();
  });
  return Object.assign(server, { done: () => done });
}

describe('a lost response', () => {
  test.each([
    [['credits', 'add', '-o', 'o1', '-a', '100', '-r', 'topup'], 'mi credits history -o o1'],
    [['tasks', 'create', '-o', 'o1', '-t', 'once'], 'mi tasks list -o o1'],
    [['agents', 'hire', '-o', 'o1', '-n', 'aria'], 'mi agents list -o o1'],
    [['offices', 'create', '-n', 'acme'], 'mi offices list'],
    [['api', 'POST', '/api/v1/offices/o1/unknown'], 'look before you do it again'],
  ])('error: mi %j exits with 11 and says how to find out', async (args, hint) => {
    await using server = await lossy();
    await using home = await makeHome({
      MITOSIS_ENDPOINT: server.url,
      MITOSIS_DASHBOARD_ENDPOINT: server.url,
      MITOSIS_API_KEY: 'mi_example',
    });
    const { code, stdout, stderr } = await home.mi(args);
    expect({ code, stdout, done: server.done() }, stderr).toEqual({ code: 11, stdout: '', done: 1 });
    expect(stderr).toContain('It may have been done');
    expect(stderr).toContain(hint);
    expect(stderr).not.toMatch(/try again/i);
  });

  test('error: with --json the document has the hint, too', async () => {
    await using server = await lossy();
    await using home = await makeHome({
      MITOSIS_ENDPOINT: server.url,
      MITOSIS_DASHBOARD_ENDPOINT: server.url,
      MITOSIS_API_KEY: 'mi_example',
    });
    const { stderr } = await home.mi(['credits', 'add', '-o', 'o1', '-a', '1', '-r', 'r', '--json']);
    expect(JSON.parse(stderr)).toMatchObject({ error: { outcome: 'unknown', exitCode: 11 } });
  });

  test('behavior: of a read is no such thing', async () => {
    await using server = await serve((request) => void request.socket.destroy());
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, MITOSIS_API_KEY: 'mi_example' });
    expect(await home.mi(['offices', 'list'])).toMatchObject({ code: 9 });
  });
});

describe('the command that lists the kind of a URL', () => {
  test.each([
    ['http://h/api/v1/offices/o1', 'mi offices list'],
    ['http://h/api/v1/offices/o1/employees', 'mi offices list'],
    ['http://h/api/v1/offices/o1/tasks/t1?x=1', 'mi tasks list -o o1'],
    ['http://h/api/v1/offices/o1/files/a%2Fb', 'mi files ls -o o1'],
    ['http://h/api/v1/offices/o1/employees/aria/logs?tail=2', 'mi agents list -o o1'],
    ['http://h/api/v1/offices/o1/xmtp/conversations/aria/messages', 'mi agents list -o o1'],
    ['http://h/api/v1/offices/o1/constructor/x', undefined],
    ['http://h/api/v1/offices/o1/backups/b1', 'mi backups list -o o1'],
    ['http://h/api/v1/offices/o1/whatsapp/x', undefined],
    ['http://h/api/v1/marketplace', undefined],
    ['', undefined],
  ])('default: %s', (url, command) => {
    expect(listCommand(url)).toBe(command);
  });
});

describe('requests that the platform refuses: each class, in each group', () => {
  const help = (command: string) => `\`mi ${command} --help\` shows what each option takes.`;
  test.each<[status: number, message: string, args: string[], hint: string]>([
    // 400, 413, 422: not valid.
    [400, 'bad name', ['agents', 'hire', '-o', 'o1', '-n', 'X'], help('agents hire')],
    [422, 'bad kind', ['tasks', 'create', '-o', 'o1', '-t', 'x'], help('tasks create')],
    [400, 'bad', ['offices', 'create', '-n', 'x'], help('offices create')],
    [400, 'bad', ['credits', 'add', '-o', 'o1', '-a', '1', '-r', 'x'], help('credits add')],
    [400, 'bad', ['api', 'POST', '/api/v1/offices/o1/x', '-d', '{}'], help('api')],
    [413, 'too large', ['tasks', 'create', '-o', 'o1', '-t', 'x'], 'Send less at once.'],
    // 403: not allowed.
    [403, 'no', ['agents', 'list', '-o', 'o1'], '`mi whoami` shows who you are'],
    [403, 'no', ['offices', 'get', 'o1'], '`mi offices list`'],
    // 404: the thing that is missing, by the message first, by the path else.
    [
      404,
      'There is no agent ghost.',
      ['tasks', 'create', '-o', 'o1', '-t', 'x', '-a', 'ghost'],
      '`mi agents list -o o1`',
    ],
    [
      404,
      'Unknown employee ghost',
      ['tasks', 'create', '-o', 'o1', '-t', 'x', '-a', 'ghost'],
      '`mi agents list -o o1`',
    ],
    [404, 'There is no office o1.', ['tasks', 'create', '-o', 'o1', '-t', 'x'], '`mi offices list`'],
    [404, 'not found', ['tasks', 'list', '-o', 'o1'], '`mi offices list`'],
    [404, 'There is no task t1.', ['tasks', 'get', 'o1', 't1'], '`mi tasks list -o o1`'],
    [404, 'not found', ['tasks', 'get', 'o1', 't1'], '`mi tasks list -o o1`'],
    [404, 'There is no agent aria.', ['agents', 'get', 'o1', 'aria'], '`mi agents list -o o1`'],
    [404, 'There is no office o1.', ['agents', 'get', 'o1', 'aria'], '`mi offices list`'],
    [404, 'no', ['files', 'download', 'o1', 'x', '-o', '-'], '`mi files ls -o o1`'],
    [404, 'no', ['roles', 'get', '-o', 'o1', 'x'], '`mi roles list -o o1`'],
    [404, 'no', ['delegates', 'get', '-o', 'o1', 'x'], '`mi delegates list -o o1`'],
    [404, 'no', ['backups', 'get', '-o', 'o1', 'x'], '`mi backups list -o o1`'],
    [404, 'no', ['xmtp', 'rename-group', '-o', 'o1', 'g1', 'x'], '`mi xmtp groups -o o1`'],
    [404, 'no', ['xmtp', 'conversation-messages', '-o', 'o1', 'aria'], '`mi agents list -o o1`'],
    // Groups without a list.
    [404, 'no', ['whatsapp', 'qr-status', '-o', 'o1', 'aria'], '`mi agents list -o o1`'],
    [404, 'no', ['integrations', 'delete-secret', '-o', 'o1', 'x', '--yes'], '`mi offices list`'],
    [404, 'no', ['transfer', 'status', '-o', 'o1', 'x'], '`mi agents list -o o1`'],
    [404, 'no', ['llm-ping', 'agent', '-o', 'o1', 'aria'], '`mi agents list -o o1`'],
    [404, 'no', ['health'], '`mi auth list`'],
    // 409: a conflict.
    [409, 'taken', ['agents', 'hire', '-o', 'o1', '-n', 'aria'], '`mi agents list -o o1`'],
    [409, 'done', ['tasks', 'create', '-o', 'o1', '-t', 'x'], '`mi tasks list -o o1`'],
    [409, 'taken', ['offices', 'create', '-n', 'x'], '`mi offices list`'],
    [409, 'no', ['delegates', 'get', '-o', 'o1', 'x'], '`mi delegates list -o o1`'],
    [409, 'no', ['offices', 'suspend', 'o1'], '`mi offices status o1`'],
    // A hint does not name the command that failed.
    [409, 'no', ['offices', 'status', 'o1'], '`mi doctor`'],
    [402, 'no', ['credits', 'add', '-o', 'o1', '-a', '1', '-r', 'x'], '`mi doctor`'],
    // 5xx and the like.
    [500, 'oops', ['agents', 'list', '-o', 'o1'], '--debug'],
    [501, 'no', ['agents', 'list', '-o', 'o1'], 'does not support that'],
    [405, 'no', ['tasks', 'list', '-o', 'o1'], 'does not support that'],
    [402, 'no credits', ['tasks', 'create', '-o', 'o1', '-t', 'x'], 'mi credits add -o o1 -a 100 -r topup'],
    [401, 'no', ['tasks', 'list', '-o', 'o1'], 'Run `mi login`.'],
  ])('error: %i %j of mi %j', async (status, message, args, hint) => {
    await using server = await serve((request, response) => {
      request.resume();
      const isSearch = request.url === '/api/v1/offices' && request.method === 'GET';
      response.writeHead(isSearch ? 200 : status, { 'Content-Type': 'application/json' });
      response.end(isSearch ? '[]' : JSON.stringify({ error: message }));
    });
    await using home = await makeHome({
      MITOSIS_ENDPOINT: server.url,
      MITOSIS_DASHBOARD_ENDPOINT: server.url,
      MITOSIS_API_KEY: 'mi_example',
    });
    const { stdout, stderr } = await home.mi(args);
    const [error, next] = stderr.split('\n');
    expect({ stdout, error }).toEqual({ stdout: '', error: `error: ${message}` });
    expect(next).toContain('hint: ');
    expect(next).toContain(hint);
  });
});

describe('the route and the request id', () => {
  const REQUEST = { method: 'GET', requestId: 'req-7', status: 404 };
  const serverOf = () =>
    serve((_, response) => {
      response.writeHead(404, { 'Content-Type': 'application/json', 'X-Request-Id': 'req-7' });
      response.end('{"error":"gone"}');
    });

  test('default: people are not told', async () => {
    await using server = await serverOf();
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, MITOSIS_API_KEY: 'mi_example' });
    const { stderr } = await home.mi(['tasks', 'get', 'o1', 't1']);
    expect(stderr).toMatch(/^error: gone\nhint: .*\n$/);
  });

  test('behavior: --debug and --json tell', async () => {
    await using server = await serverOf();
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url, MITOSIS_API_KEY: 'mi_example' });
    const debug = await home.mi(['tasks', 'get', 'o1', 't1', '--debug']);
    expect(debug.stderr).toContain('GET /api/v1/offices/o1/tasks/t1');
    expect(debug.stderr).toContain('\nrequest: req-7\n');
    const json = await home.mi(['tasks', 'get', 'o1', 't1', '--json']);
    expect(JSON.parse(json.stderr).error).toMatchObject({
      ...REQUEST,
      url: `${server.url}/api/v1/offices/o1/tasks/t1`,
    });
    const both = await home.mi(['--debug', 'tasks', 'get', 'o1', 't1', '--json']);
    expect(JSON.parse(both.stderr).error).toMatchObject({
      ...REQUEST,
      stack: expect.stringContaining('NotFound'),
    });
  });
});
