import { writeFile } from 'node:fs/promises';
import { verifySignature } from '@mitosislabs/auth';
import { Keystore } from '@mitosislabs/keystore';
import { bodyOf, serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';

describe('api', () => {
  test('default: what the platform answers, to the digit', async () => {
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

  test('behavior: text is text, and harmless', async () => {
    await using server = await serve((_, response) => response.end('apiVersion: v1\n\u001b[2J\n'));
    await using home = await makeHome(signedIn(server.url));
    expect(await home.mi(['api', 'GET', '/x'])).toMatchObject({
      code: 0,
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
    expect(before.stderr).toContain('mi keys generate -o o1 -a aria && mi keys rotate -o o1 -a aria');
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
});
