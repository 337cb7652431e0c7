import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';
import {
  beginSignIn as begin,
  KEY,
  knowingPlatform,
  listens,
  OTHER_KEY,
  stored,
} from '../../testing/signIn.ts';

describe('mi login with the browser', () => {
  test('default: the key is checked, stored for this user alone, and shortened on the screen', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state, port } = await begin(home, server);
    expect(Buffer.from(state, 'base64url')).toHaveLength(32);
    const answer = await call({ key: KEY, email: 'ada@example.com', state });
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('You are signed in');
    expect(answer.body).not.toContain(KEY);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const { code, stdout, stderr } = await running.outcome;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('logged in as ada@example.com (API key mi_cana…)');
    expect(stderr).not.toContain(KEY);
    expect(await stored(home)).toEqual({ endpoint: server.url, apiKey: KEY, email: 'ada@example.com' });
    expect((await stat(join(home.path, '.os1/config.json'))).mode & 0o777).toBe(0o600);
    expect(await listens(port)).toBe(false);
    const whoami = await home.mi(['whoami']);
    expect(whoami).toEqual({
      code: 0,
      stdout: [
        'logged in as ada@example.com (API key mi_cana…)',
        `endpoint: ${server.url}`,
        'profile: default',
        `key from: ${join(home.path, '.os1/config.json')}`,
        'offices: 1\n',
      ].join('\n'),
      stderr: '',
    });
  });

  test('behavior: the browser may take localhost for the IPv6 address', async (context) => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state } = await begin(home, server);
    const answer = await call({ key: KEY, state }, { address: '::1' }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    if (answer instanceof Error) {
      // This machine has no IPv6; the true callback still comes in.
      expect(['EADDRNOTAVAIL', 'ENETUNREACH', 'EAFNOSUPPORT']).toContain(answer.code);
      await call({ key: KEY, state });
      context.annotate('no IPv6 here');
    }
    expect(await running.outcome).toMatchObject({ code: 0 });
  });

  test('error: the sign-in is declined in the browser', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state, port } = await begin(home, server);
    expect(await call({ error: 'access_denied\u001b[2J', state })).toMatchObject({ status: 200 });
    const { code, stderr } = await running.outcome;
    expect(code).toBe(3);
    expect(stderr).toContain(
      'error: the sign-in was refused: access_denied\\x1b[2J\nhint: Run `mi login` again.\n',
    );
    expect(await listens(port)).toBe(false);
  });

  test('error: a key that the platform does not accept is not stored', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state } = await begin(home, server);
    await call({ key: 'mi_unknown_0123456789', state });
    expect(await running.outcome).toMatchObject({ code: 3 });
    await expect(stored(home)).rejects.toThrow('ENOENT');
  });

  test('error: Ctrl-C closes the server and stores nothing', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, port } = await begin(home, server);
    running.interrupt();
    expect(await running.outcome).toMatchObject({ code: 130 });
    expect(await listens(port)).toBe(false);
    await expect(stored(home)).rejects.toThrow('ENOENT');
  });
});

describe('a dashboard that does not know the state', () => {
  test('behavior: at a terminal the account is shown and confirmed', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call } = await begin(home, server, { tty: true });
    expect(await call({ key: KEY, email: 'ada@example.com' })).toMatchObject({ status: 200 });
    await running.until(/Is this your account/);
    running.stdin.push('y\n');
    const { code, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('offices: acme');
    expect(stderr).toContain('owner: user-1');
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });

  test('behavior: the sender of a key adds no line to the question', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call } = await begin(home, server, { tty: true });
    await call({ key: KEY, email: 'eve@example.com\n  owner: you' });
    await running.until(/Is this your account/);
    running.stdin.push('n\n');
    await running.until(/Still waiting/);
    running.interrupt();
    const { stderr } = await running.outcome;
    expect(stderr).toContain('  e-mail, unproved: eve@example.com\\n  owner: you\n');
  });

  test('behavior: no long text pushes the question off the screen', async () => {
    await using server = await knowingPlatform({ [OTHER_KEY]: 'x'.repeat(100_000) });
    await using home = await makeHome();
    const { running, call } = await begin(home, server, { tty: true });
    await call({ key: OTHER_KEY });
    await running.until(/Is this your account/);
    running.interrupt();
    const { stderr } = await running.outcome;
    expect(stderr).toContain('  owner: xxx');
    expect(stderr.length).toBeLessThan(3_000);
  });

  test('behavior: after a no, and after a wrong key, the sign-in continues', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { running, call, state } = await begin(home, server, { tty: true });
    await call({ key: 'mi_unknown_0123456789' });
    await running.until(/does not accept/);
    await call({ key: OTHER_KEY, email: 'ada@example.com' });
    await running.until(/Is this your account/);
    running.stdin.push('n\n');
    await running.until(/Still waiting.*[\s\S]*Still waiting/);
    await call({ key: KEY, email: 'ada@example.com', state });
    expect(await running.outcome).toMatchObject({ code: 0 });
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });
});

describe('mi login --token', () => {
  test('default: - reads standard input', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { code, stderr } = await home.mi(['login', '--endpoint', server.url, '--token', '-'], {
      stdin: `${KEY}\n`,
    });
    const file = join(home.path, '.os1/config.json');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `logged in as user-1, who owns acme (API key mi_cana…); the key is in ${file}\n`,
    });
    expect(await stored(home)).toEqual({ endpoint: server.url, apiKey: KEY });
  });

  const SECOND = 'mi_second_0123456789abcdef';
  test.each([
    ['the same key', { old: KEY, now: KEY }, {}, 'ada@example.com'],
    ['another key of the same owner', { old: KEY, now: SECOND }, { [SECOND]: 'user-1' }, 'ada@example.com'],
    ['a key of another owner', { old: KEY, now: SECOND }, { [SECOND]: 'user-2' }, undefined],
  ])('behavior: a known e-mail address stays with %s', async (_, { old, now }, owners, email) => {
    await using server = await knowingPlatform(owners);
    await using home = await makeHome();
    await mkdir(join(home.path, '.os1'), { mode: 0o700 });
    const config = { endpoint: server.url, apiKey: old, email: 'ada@example.com' };
    await writeFile(join(home.path, '.os1/config.json'), JSON.stringify(config), { mode: 0o600 });
    const args = ['login', '--endpoint', server.url, '--token', '-', '--profile', 'default', '--json'];
    const { code, stdout } = await home.mi(args, { stdin: now });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).email).toBe(email);
    expect((await stored(home)) as object).toMatchObject({ apiKey: now });
    expect(Reflect.get(Object(await stored(home)), 'email')).toBe(email);
  });

  test('behavior: a note says that a key in the environment overrides the new one', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome({ MITOSIS_API_KEY: OTHER_KEY });
    const outcome = await home.mi(['login', '--endpoint', server.url, '--token', '-'], { stdin: KEY });
    expect(outcome.stderr).toContain('note: MITOSIS_API_KEY is set: it overrides every stored key.');
  });

  test('behavior: typed at a terminal input is hidden', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const running = home.start(['login', '--endpoint', server.url, '--token', '-'], { tty: true });
    await running.until(/API key/);
    running.stdin.push(`${KEY}\r`);
    const { code, stdout, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(KEY);
  });

  test('error: endless input is not a key', async () => {
    await using home = await makeHome();
    const running = home.start(['login', '--endpoint', 'http://127.0.0.1:9', '--token', '-']);
    // Nothing says that this is its end.
    running.stdin.push('\0'.repeat(65_537));
    expect(await running.outcome).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: standard input has more than /),
    });
  });

  test('behavior: a key on the command line works, with a warning', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const { code, stdout, stderr } = await home.mi([
      'login',
      '--endpoint',
      server.url,
      '--token',
      KEY,
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: .*process list/);
    expect(JSON.parse(stdout)).toEqual({
      apiKey: 'mi_cana…',
      endpoint: server.url,
      dashboardEndpoint: server.url,
      profile: 'default',
      isCurrent: true,
      keyIn: 'file',
      owner: 'user-1',
      offices: 1,
    });
  });

  test.each([
    ['mi_unknown_0123456789', 3],
    ['sk-not-ours', 2],
    ['', 2],
  ])('error: %j is not stored', async (key, code) => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    const outcome = await home.mi(['login', '--endpoint', server.url, '--token', '-'], { stdin: key });
    expect(outcome).toMatchObject({ code, stdout: '' });
    if (key) expect(outcome.stderr).not.toContain(key);
    await expect(stored(home)).rejects.toThrow('ENOENT');
  });
});

describe('mi init', () => {
  test('default: the endpoint; a key for another host does not stay', async () => {
    await using server = await knowingPlatform();
    await using home = await makeHome();
    await home.mi(['login', '--endpoint', server.url, '--token', '-'], { stdin: KEY });
    const { code, stderr } = await home.mi(['init', '--endpoint', 'https://mitosislabs.ai/']);
    expect(code).toBe(0);
    expect(stderr).toContain(`note: signed out: the stored key was issued for ${server.url}.`);
    expect(await stored(home)).toEqual({ endpoint: 'https://m.mitosislabs.ai' });
  });

  test('behavior: at a terminal mi init asks for the endpoint', async () => {
    await using home = await makeHome();
    const { code } = await home.mi(['init'], { tty: true, stdin: 'http://localhost:3000\n' });
    expect(code).toBe(0);
    expect(await stored(home)).toEqual({ endpoint: 'http://localhost:8080' });
  });

  test('behavior: a dashboard is stored only if it cannot be derived', async () => {
    await using home = await makeHome();
    await home.mi(['init', '--endpoint', 'http://localhost:8080', '--dashboard', 'http://localhost:3000']);
    expect(await stored(home)).toEqual({ endpoint: 'http://localhost:8080' });
    await home.mi(['init', '--endpoint', 'http://localhost:9080', '--dashboard', 'http://localhost:9000/']);
    expect(await stored(home)).toEqual({
      endpoint: 'http://localhost:9080',
      dashboardEndpoint: 'http://localhost:9000',
    });
  });
});
