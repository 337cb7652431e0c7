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

describe('an answer that is lost', () => {
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

  test('error: with --json the document says so, too', async () => {
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
    ['http://h/api/v1/offices/o1/backups/b1', undefined],
    ['http://h/api/v1/marketplace', undefined],
    ['', undefined],
  ])('default: %s', (url, command) => {
    expect(listCommand(url)).toBe(command);
  });
});
