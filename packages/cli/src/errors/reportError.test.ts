import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test, vi } from 'vitest';
import { platform, signedIn } from '../../testing/platform.ts';
import { makeHome } from '../../testing/runMi.ts';
import { describe as describeError } from './describe.ts';

const CANARY = 'mi_canary_0123456789abcdef';
const LIST = 'GET /api/v1/offices';
const AGENTS = 'GET /api/v1/offices/o1/employees';

describe('requests that the platform refuses', () => {
  test.each([
    [401, { error: 'invalid auth' }, 3, 'invalid auth', 'Run `mi login`'],
    [403, { error: 'you do not own this office' }, 4, 'you do not own this office', 'mi whoami'],
    [404, { error: 'no such office' }, 5, 'no such office', 'Check the id or the name: `mi offices list` '],
    [409, { error: 'the name is taken' }, 6, 'the name is taken', '`mi doctor`'],
    [
      409,
      { error: 'acme is suspended', code: 'office_suspended' },
      6,
      'acme is suspended',
      'mi offices resume o1',
    ],
    [402, { error: 'out of credits' }, 7, 'out of credits', 'mi credits add -o o1 -a 100 -r topup'],
    [429, { error: 'slow down' }, 8, 'slow down', 'Wait a little and try again.'],
    [500, { message: 'oops' }, 9, 'oops', 'Try again later'],
    [418, 'teapot', 1, 'teapot', undefined],
  ])('error: %i', async (status, body, code, message, hint) => {
    await using server = await platform({ [AGENTS]: [status, body] });
    await using home = await makeHome(signedIn(server.url));
    const outcome = await home.mi(['agents', 'list', '-o', 'o1']);
    expect(outcome).toMatchObject({ code, stdout: '' });
    const [error, next, ...rest] = outcome.stderr.split('\n');
    expect(error).toContain(`error: ${message}`);
    if (hint) {
      expect(next).toContain('hint: ');
      expect(next).toContain(hint);
    }
    expect(rest.join('')).toBe('');
  });

  test('error: 429 says how long to wait', async () => {
    await using server = await platform({ [LIST]: [429, { error: 'slow down' }, { 'Retry-After': '90' }] });
    await using home = await makeHome(signedIn(server.url));
    expect((await home.mi(['offices', 'list'])).stderr).toContain('hint: Try again in 90 s.\n');
  });

  test('error: with --json an error is a document on standard error', async () => {
    await using server = await platform({
      [LIST]: [403, { error: 'no', code: 'not_yours' }, { 'X-Request-Id': 'r1' }],
    });
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout, stderr } = await home.mi(['offices', 'list', '--json']);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: {
        message: 'no (403, GET /api/v1/offices)',
        code: 'not_yours',
        status: 403,
        requestId: 'r1',
        exitCode: 4,
      },
    });
  });

  test('error: a web page is no answer', async () => {
    await using server = await serve((_, response) => response.end('<html>hello</html>'));
    await using home = await makeHome(signedIn(server.url));
    const { code, stdout, stderr } = await home.mi(['offices', 'list']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('something that is not JSON');
  });

  test('error: server messages are escaped, on one line, without secrets', async () => {
    const error = `\u001b[2J ${CANARY}\nerror: fake`;
    await using server = await platform({ [LIST]: [400, { error }] });
    await using home = await makeHome(signedIn(server.url));
    const { stderr } = await home.mi(['offices', 'list'], { env: { MI_DEBUG: '1' } });
    expect(stderr.split('\n')[0]).toContain('error: \\x1b[2J [redacted]\\nerror: fake');
    expect(stderr).not.toContain('\u001b');
    expect(stderr).not.toContain(CANARY);
  });
});

describe('requests that never reach the platform', () => {
  test('error: the endpoint is down', async () => {
    await using home = await makeHome(signedIn('http://127.0.0.1:9'));
    const { code, stdout, stderr } = await home.mi(['offices', 'list']);
    expect({ code, stdout }).toEqual({ code: 9, stdout: '' });
    expect(stderr).toMatch(
      /^error: Could not reach http:\/\/127\.0\.0\.1:9.*\nhint: Is it running\? `mi dev` .*\n$/,
    );
  });

  test('error: no account is signed in', async () => {
    await using home = await makeHome();
    expect(await home.mi(['offices', 'list'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'error: you are not signed in\nhint: Run `mi login`, or set MITOSIS_API_KEY.\n',
    });
  });

  test('error: the stored key is for another host', async () => {
    await using server = await platform({ [LIST]: [200, []] });
    await using other = await platform({ [LIST]: [200, []] });
    await using home = await makeHome();
    const login = await home.mi(['login', '--endpoint', server.url, '--token', '-'], {
      stdin: `${CANARY}\n`,
    });
    expect(login.code).toBe(0);
    for (const attempt of [
      home.mi(['offices', 'list', '--endpoint', other.url]),
      home.mi(['offices', 'list'], { env: { MITOSIS_ENDPOINT: other.url } }),
      home.mi(['offices', 'create', '-n', 'x'], { env: { MITOSIS_DASHBOARD_ENDPOINT: other.url } }),
    ]) {
      const { code, stderr } = await attempt;
      expect(code).toBe(3);
      expect(stderr).toContain(`error: the stored key was issued for ${server.url} and is not sent to`);
    }
    expect(other.seen).toEqual([]);
    const env = { MITOSIS_ENDPOINT: other.url, MITOSIS_API_KEY: 'mi_of_the_other_host_123' };
    expect(await home.mi(['offices', 'list'], { env })).toMatchObject({ code: 0 });
    expect(other.seen[0]?.headers.authorization).toBe('Bearer mi_of_the_other_host_123');
  });

  test.each([['http://example.com'], ['https://user:pass@example.com'], ['https://example.com/?x=1']])(
    'error: no key goes to %s',
    async (endpoint) => {
      await using home = await makeHome({ MITOSIS_API_KEY: CANARY });
      expect(await home.mi(['offices', 'list', '--endpoint', endpoint])).toMatchObject({
        code: 2,
        stdout: '',
      });
    },
  );

  test('error: a broken config is named, and kept', async () => {
    await using home = await makeHome();
    const { mkdir, readFile, writeFile } = await import('node:fs/promises');
    await mkdir(`${home.path}/.os1`, { mode: 0o700 });
    await writeFile(`${home.path}/.os1/config.json`, `{"apiKey": "${CANARY}`, { mode: 0o600 });
    const { code, stderr } = await home.mi(['offices', 'list'], { env: { MI_DEBUG: '1' } });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: The config file .*config\.json is broken: it is not JSON\.\nhint: Repair it/,
    );
    expect(stderr).not.toContain(CANARY);
    expect(await readFile(`${home.path}/.os1/config.json`, 'utf8')).toContain(CANARY);
  });
});

describe('interruptions', () => {
  test('behavior: Ctrl-C ends a hanging request with 130 and no message', async () => {
    await using server = await serve(() => undefined);
    await using home = await makeHome(signedIn(server.url));
    const running = home.start(['offices', 'list']);
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    running.interrupt();
    expect(await running.outcome).toEqual({ code: 130, stdout: '', stderr: '' });
  });

  test('behavior: a reader that closes the pipe is not a failure', async () => {
    await using server = await serve(() => undefined);
    await using home = await makeHome(signedIn(server.url));
    const running = home.start(['offices', 'list']);
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    running.stdout.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(await running.outcome).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('error: output that is lost, on a full disk for example, is a failure', async () => {
    await using server = await serve(() => undefined);
    await using home = await makeHome(signedIn(server.url));
    const running = home.start(['offices', 'list']);
    while (server.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    running.stdout.destroy(Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }));
    expect(await running.outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: cannot write to standard output: ENOSPC: no space left on device\n',
    });
  });

  test.each([[['login', '--token', '-']], [['send', 'o1', 'aria', '-']], [['api', 'POST', '/x', '-d', '-']]])(
    'behavior: mi %j stops although its input goes on',
    async (args) => {
      await using server = await serve((_, response) => response.end('[]'));
      await using home = await makeHome(signedIn(server.url));
      const running = home.start(args);
      running.stdin.push('half a ');
      await new Promise((resolve) => setTimeout(resolve, 50));
      running.interrupt();
      expect(await running.outcome).toEqual({ code: 130, stdout: '', stderr: '' });
      expect(server.seen).toEqual([]);
    },
  );

  test('behavior: MI_DEBUG=1 shows where an error comes from', async () => {
    await using home = await makeHome({ MI_DEBUG: '1' });
    const { stderr } = await home.mi(['offices', 'list']);
    expect(stderr).toMatch(/^error: you are not signed in\nhint: .*\nCliError: .*\n\s+at /);
  });
});

test('error: hints name the variable in place of the SDK option', async () => {
  await using home = await makeHome();
  await writeFile(join(home.path, 'file'), '');
  const { code, stderr } = await home.mi(['auth', 'list'], {
    env: { MITOSIS_HOME: join(home.path, 'file') },
  });
  expect(code).toBe(1);
  expect(stderr).toContain('is no folder');
  expect(stderr).toContain('set another MITOSIS_HOME');
});

test('error: a folder that was deleted is named', async () => {
  // The folder of the process is shared by all tests: what Node says about a deleted one is played here.
  const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
    throw Object.assign(new Error('ENOENT: process.cwd failed'), { code: 'ENOENT', syscall: 'uv_cwd' });
  });
  const gone = Object.assign(new Error("ENOENT: no such file or directory, open 'x'"), { code: 'ENOENT' });
  expect(describeError(gone)).toMatchObject({
    message: 'the current folder no longer exists',
    code: 'no_current_folder',
  });
  cwd.mockRestore();
  expect(describeError(gone)).toMatchObject({ message: gone.message, code: 'enoent' });
});
