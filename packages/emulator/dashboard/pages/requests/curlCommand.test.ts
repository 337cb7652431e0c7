import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing } from '@mitosislabs/tooling/programs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CurlRequest, curlCommand } from './curlCommand.ts';

const run = promisify(execFile);
const origin = 'http://127.0.0.1:7777';
const base: CurlRequest = { method: 'GET', origin, target: '/api/v1/offices', headers: {} };

describe('curlCommand', () => {
  test('default: names the method, the headers and the body; the key is a variable', () => {
    const headers = {
      host: '127.0.0.1:7777',
      authorization: 'Bearer mi_emulator_secret',
      'content-type': 'application/json',
      'content-length': '14',
    };
    expect(curlCommand({ ...base, method: 'PUT', headers, body: '{"name":"acme"}' })).toBe(
      [
        'curl',
        '--request PUT',
        '--header "Authorization: Bearer $MITOSIS_API_KEY"',
        "--header 'content-type: application/json'",
        `--data-raw '{"name":"acme"}'`,
        `${origin}/api/v1/offices`,
      ].join(' \\\n  '),
    );
  });

  test.each(['authorization', 'cookie', 'x-signature'])('behavior: %s becomes the variable', (name) => {
    const command = curlCommand({ ...base, headers: { [name]: 'the secret', 'x-agent-id': 'aria' } });
    expect(command).not.toContain('the secret');
    expect(command.match(/MITOSIS_API_KEY/g)).toHaveLength(1);
  });

  test('behavior: the name of an uploaded file cannot lead out of the current folder', () => {
    expect(curlCommand({ ...base, file: '../../.ssh/id_rsa' })).toContain('file=@"./id_rsa"');
  });

  test('behavior: pasting a command cannot control the terminal', () => {
    const unsafe = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code)).join('');
    const command = curlCommand({
      ...base,
      body: `${unsafe}\u202e\u200b`,
      headers: { 'x-tab': 'a\tb\u0085' },
    });
    expect(command.replaceAll('\n', '')).toMatch(/^[ -~]+$/);
  });
});

/** Requests as they arrive at a server when their commands are run by a shell. */
describe.skipIf(isMissing('curl'))('pasted into a shell', () => {
  let received: { request: IncomingMessage; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    received.push({ request, body: Buffer.concat(parts) });
    response.end();
  });
  let here: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  async function paste(request: Partial<CurlRequest>, shell = 'sh', cwd = tmpdir()) {
    received = [];
    const command = curlCommand({ ...base, ...request, origin: here });
    const env = { PATH: process.env['PATH'], MITOSIS_API_KEY: `a key 'with' "$quotes"` };
    await run(shell, ['-c', command], { env, cwd });
    expect(received).toHaveLength(1);
    const [only] = received;
    if (!only) throw new Error('No request arrived.');
    return only;
  }

  const bodies: [string, string | Uint8Array][] = [
    ['lines', '{\n  "a": 1\n}\n'],
    ['quotes', `it's "quoted" \`twice\` $HOME $(id) \\ \\n !! %d %s`],
    ['an at sign', '@/etc/passwd'],
    ['an option', '--output /tmp/x'],
    ['nothing', ''],
    ['emoji', '👩‍👩‍👧‍👦 \u202e ﷽'],
    ['controls', 'a\u0000b\u001b[31m\r\n\t\u007f'],
    ['escapes', "\\0101 \\c \\x41 'x'"],
    ['bytes', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
    ['digits after a control', '\u00017\u00008'],
  ];
  test.each(bodies)('behavior: a body with %s arrives as it was', async (_, body) => {
    const { request, body: arrived } = await paste({ method: 'POST', body });
    expect(arrived).toEqual(Buffer.from(body));
    expect([request.method, request.headers['content-type']]).toEqual(['POST', undefined]);
  });

  test.each([
    '/a?b=c&d=e;f',
    '/a?x[]=1&y={1,2}&z=[1-3]',
    '/a/../b/./c',
    "/it's/$HOME/`id`/!!",
    '/%2e%2e/%00',
    '/a?q=%27%22&*',
    '/~root/#x',
  ])('behavior: the target %s arrives as it was', async (target) => {
    const { request } = await paste({ target });
    // A fragment is not sent, neither by curl nor by any client.
    expect(request.url).toBe(target.split('#')[0]);
  });

  test('behavior: headers arrive as they were, and the key from the environment', async () => {
    const headers = {
      authorization: 'Bearer x',
      'x-quoted': `it's "quoted" $HOME \`id\` \\`,
      'x-empty': '',
      'x-tab': 'a\tb',
      accept: 'text/event-stream',
    };
    const { request } = await paste({ headers });
    expect(request.headers).toMatchObject({ ...headers, authorization: `Bearer a key 'with' "$quotes"` });
  });

  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'behavior: %s arrives, with and without a body',
    async (method) => {
      expect((await paste({ method })).request.method).toBe(method);
      if (method === 'HEAD') return;
      const { request, body } = await paste({ method, body: 'x' });
      expect([request.method, `${body}`]).toEqual([method, 'x']);
    },
  );

  test.each(['notes.md', '-', `it's "a" file; type=text, \\ $HOME`])(
    'behavior: the file %j is uploaded from the current folder',
    async (file) => {
      const folder = await mkdtemp(join(tmpdir(), 'mitosis-curl-'));
      await writeFile(join(folder, file), 'the content');
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      const { request, body } = await paste({ method: 'POST', headers, file }, 'sh', folder);
      await rm(folder, { recursive: true });
      const form = await new Response(Uint8Array.from(body), {
        headers: { 'content-type': request.headers['content-type'] ?? '' },
      }).formData();
      expect(await (form.get('file') as File).text()).toBe('the content');
    },
  );

  test.skipIf(isMissing('zsh'))('behavior: zsh reads a command as sh does', async () => {
    const { body } = await paste({ method: 'POST', body: `it's\n!! $x\t\\0101` }, 'zsh');
    expect(`${body}`).toBe(`it's\n!! $x\t\\0101`);
  });
});
