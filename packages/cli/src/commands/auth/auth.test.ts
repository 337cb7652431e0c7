import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { office } from '../../../testing/platform.ts';
import { type Home, makeHome } from '../../../testing/runMi.ts';
import { beginSignIn, KEY, knowingPlatform, stored } from '../../../testing/signIn.ts';

const WORK = 'mi_work_0123456789abcdefgh';
const NEXT = 'mi_next_0123456789abcdefgh';

/** Signs in with a key, or with one that comes from the browser with an address. */
async function signIn(home: Home, server: { url: string }, key: string, ...args: string[]) {
  return home.mi(['login', '--endpoint', server.url, '--token', '-', ...args], { stdin: key });
}
async function browserSignIn(
  home: Home,
  server: Parameters<typeof beginSignIn>[1],
  key: string,
  email: string,
  ...args: string[]
) {
  const { running, call, state } = await beginSignIn(home, server, { args });
  await call({ key, email, state });
  return running.outcome;
}
const names = async (home: Home) =>
  (
    JSON.parse((await home.mi(['auth', 'list', '--json'])).stdout) as { name: string; isCurrent: boolean }[]
  ).map(({ name, isCurrent }) => `${name}${isCurrent ? '*' : ''}`);

describe('signing in a second time', () => {
  test('default: another account gets a profile of its own, and the first stays', async () => {
    await using server = await knowingPlatform({ [WORK]: 'user-2' });
    await using home = await makeHome();
    await browserSignIn(home, server, KEY, 'ada@example.com');
    const { stderr } = await browserSignIn(home, server, WORK, 'Eve Doe+x@example.com');
    expect(stderr).toContain('note: the current profile is now eve-doe-x. ada@example.com stays');
    expect(stderr).toContain('mi auth switch default');
    expect(await names(home)).toEqual(['default', 'eve-doe-x*']);
    expect((await home.mi(['whoami'])).stdout).toContain('logged in as Eve Doe+x@example.com');
    expect((await home.mi(['whoami', '--profile', 'default'])).stdout).toContain('ada@example.com');
    expect(await stored(home)).toMatchObject({ apiKey: KEY, profile: 'eve-doe-x' });
  });

  test('behavior: of two at once neither takes the place of the other', async () => {
    await using server = await knowingPlatform({ [WORK]: 'user-2' });
    await using home = await makeHome();
    await Promise.all([KEY, WORK].map((key) => signIn(home, server, key)));
    const keys = ['default', 'account'].map(async (profile) => {
      const { apiKey } = JSON.parse((await home.mi(['whoami', '--json', '--profile', profile])).stdout);
      return apiKey;
    });
    expect((await Promise.all(keys)).sort()).toEqual([`${KEY.slice(0, 7)}…`, `${WORK.slice(0, 7)}…`]);
  });

  test('behavior: another host gets a profile named after it', async () => {
    await using server = await knowingPlatform();
    await using other = await knowingPlatform();
    await using home = await makeHome();
    await signIn(home, server, KEY);
    await signIn(home, other, KEY);
    const name = new URL(other.url).host.replace(':', '-');
    expect(await names(home)).toEqual(['default', `${name}*`]);
  });

  test('behavior: the same account stays one profile, and becomes the current one', async () => {
    await using server = await knowingPlatform({ [WORK]: 'user-2', [NEXT]: 'user-1' });
    await using home = await makeHome();
    await browserSignIn(home, server, KEY, 'ada@example.com');
    await browserSignIn(home, server, WORK, 'eve@example.com');
    // A new key of the first one, by its address; and by its owner, where no address is known.
    await browserSignIn(home, server, NEXT, 'ada@example.com');
    expect(await names(home)).toEqual(['default*', 'eve']);
    expect(await stored(home)).toMatchObject({ apiKey: NEXT });
    await signIn(home, server, KEY);
    expect(await names(home)).toEqual(['default*', 'eve']);
    expect(await stored(home)).toMatchObject({ apiKey: KEY });
  });

  test('behavior: a key that is no longer accepted is replaced', async () => {
    const owners: Record<string, string> = { [WORK]: 'user-2', [NEXT]: 'user-3' };
    await using server = await knowingPlatform(owners);
    await using home = await makeHome();
    await signIn(home, server, WORK);
    delete owners[WORK];
    await signIn(home, server, NEXT);
    expect(await names(home)).toEqual(['default*']);
    expect(await stored(home)).toEqual({ endpoint: server.url, apiKey: NEXT });
  });

  test('behavior: a named profile is changed; the current one stays', async () => {
    await using server = await knowingPlatform({ [WORK]: 'user-2', [NEXT]: 'user-3' });
    await using home = await makeHome();
    await browserSignIn(home, server, KEY, 'ada@example.com');
    const { stderr } = await browserSignIn(home, server, WORK, 'eve@example.com', '--profile', 'work');
    expect(stderr).toContain('the current one is still default');
    expect(await names(home)).toEqual(['default*', 'work']);
    const again = await signIn(home, server, NEXT, '--profile', 'work');
    expect(again.stderr).toContain('note: this replaces the sign-in of eve@example.com');
    expect(await stored(home)).toMatchObject({ apiKey: KEY, profiles: { work: { apiKey: NEXT } } });
  });

  test('behavior: the first profile of a machine is current, whatever its name', async () => {
    await using server = await knowingPlatform({ [WORK]: 'user-2' });
    await using home = await makeHome();
    await signIn(home, server, WORK, '--profile', 'work');
    expect(await names(home)).toEqual(['work*']);
    expect(await home.mi(['whoami'])).toMatchObject({ code: 0 });
  });
});

describe('two sign-ins at once that replace a key that is no longer accepted', () => {
  /** A platform that answers who asks about the expired key only when both have: so both have chosen its profile. */
  async function platformOfTwo() {
    let both = () => {};
    const haveAsked = new Promise<void>((resolve) => {
      both = resolve;
    });
    let asked = 0;
    const owners: Record<string, string> = { [WORK]: 'user-2', [NEXT]: 'user-3' };
    return serve(async (incoming, response) => {
      const owner = owners[incoming.headers.authorization?.replace('Bearer ', '') ?? ''];
      if (owner === undefined) {
        if (++asked === 2) both();
        await haveAsked;
      }
      response.writeHead(owner === undefined ? 401 : 200, { 'Content-Type': 'application/json' });
      const offices = [{ ...office(`of-${owner}`), owner_id: owner }];
      response.end(JSON.stringify(owner === undefined ? { error: 'invalid auth' } : offices));
    });
  }

  test('behavior: accounts without an e-mail address do not replace each other', async () => {
    await using server = await platformOfTwo();
    await using home = await makeHome();
    const folder = home.env['MITOSIS_HOME'] ?? '';
    await mkdir(folder, { mode: 0o700 });
    const expired = { endpoint: server.url, apiKey: 'mi_old_0123456789abcdefgh' };
    await writeFile(join(folder, 'config.json'), JSON.stringify(expired), { mode: 0o600 });
    const outcomes = await Promise.all([WORK, NEXT].map((key) => signIn(home, server, key)));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0]);
    const kept = JSON.stringify(await stored(home));
    expect(kept).toContain(WORK);
    expect(kept).toContain(NEXT);
    expect(kept).not.toContain(expired.apiKey);
  });
});

describe('mi auth', () => {
  async function machine() {
    const server = await knowingPlatform({ [WORK]: 'user-2', [NEXT]: 'user-3' });
    const home = await makeHome();
    await browserSignIn(home, server, KEY, 'ada@example.com');
    await browserSignIn(home, server, WORK, 'eve@example.com', '--profile', 'work');
    return {
      server,
      home,
      [Symbol.asyncDispose]: async () => {
        await server.close();
        await home[Symbol.asyncDispose]();
      },
    };
  }

  test('default: list shows who, where and where the key is, and never a key', async () => {
    await using m = await machine();
    const piped = await m.home.mi(['auth', 'list']);
    expect(piped).toEqual({
      code: 0,
      stdout: `*\tdefault\tada@example.com\t${m.server.url}\tfile\n\twork\teve@example.com\t${m.server.url}\tfile\n`,
      stderr: '',
    });
    const json = await m.home.mi(['auth', 'list', '--json']);
    expect(JSON.parse(json.stdout)).toEqual([
      {
        name: 'default',
        isCurrent: true,
        endpoint: m.server.url,
        email: 'ada@example.com',
        apiKeyIn: 'file',
      },
      { name: 'work', isCurrent: false, endpoint: m.server.url, email: 'eve@example.com', apiKeyIn: 'file' },
    ]);
    expect(piped.stdout + json.stdout).not.toMatch(/mi_/);
    const chosen = await m.home.mi(['auth', 'list'], { env: { MI_PROFILE: 'work', MITOSIS_API_KEY: KEY } });
    expect(chosen.stdout).toMatch(/^\tdefault.*\n\*\twork/);
    expect(chosen.stderr).toMatch(/MI_PROFILE is set[\s\S]*MITOSIS_API_KEY is set/);
    expect(m.server.seen.length).toBeGreaterThan(0);
  });

  test('default: switch, by name; between two without one', async () => {
    await using m = await machine();
    expect(await m.home.mi(['auth', 'switch', 'work'])).toEqual({
      code: 0,
      stdout: '',
      stderr: `profile work: eve@example.com at ${m.server.url}\n`,
    });
    expect(await names(m.home)).toEqual(['default', 'work*']);
    await m.home.mi(['auth', 'switch']);
    expect(await names(m.home)).toEqual(['default*', 'work']);
  });

  test('behavior: with several profiles, switch asks at a terminal, and lists them elsewhere', async () => {
    await using m = await machine();
    await signIn(m.home, m.server, NEXT, '--profile', 'third');
    const running = m.home.start(['auth', 'switch'], { tty: true });
    await running.until(/Which profile\? \[1-3\]/);
    running.stdin.push('7\n');
    await running.until(/There is no 7 in the list/);
    running.stdin.push('2\n');
    const { code, stderr } = await running.outcome;
    expect(code).toBe(0);
    expect(stderr).toContain('1  default  ada@example.com');
    expect(await names(m.home)).toEqual(['default', 'third*', 'work']);
    const typed = m.home.start(['auth', 'switch'], { tty: true, stdin: 'work\n' });
    expect(await typed.outcome).toMatchObject({ code: 0 });
    const piped = await m.home.mi(['auth', 'switch']);
    expect(piped).toMatchObject({ code: 2 });
    expect(piped.stderr).toContain('Name one: default, third.');
  });

  test.each([
    [['auth', 'switch', 'wrk']],
    [['auth', 'logout', 'wrk']],
    [['whoami', '--profile', 'wrk']],
    [['offices', 'list', '--profile', 'wrk']],
  ])('error: %j names the closest one', async (args) => {
    await using m = await machine();
    const { code, stderr } = await m.home.mi(args);
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /^error: there is no profile wrk\nhint: Did you mean work\? `mi auth list` lists them\./,
    );
    expect(await m.home.mi(['offices', 'list'], { env: { MI_PROFILE: 'wrk' } })).toMatchObject({ code: 5 });
  });

  test.each(['../x', 'a/b', '__proto__', 'UPPER', '', ' ', 'x'.repeat(64), '-x'])(
    'error: %j is no profile’s name, and nothing is written',
    async (name) => {
      await using m = await machine();
      const before = await stored(m.home);
      for (const args of [
        ['login', '--token', '-', `--profile=${name}`],
        ['init', '--endpoint', 'https://mitosislabs.ai', `--profile=${name}`],
        ['auth', 'switch', `--profile=${name}`],
        ['whoami', `--profile=${name}`],
      ]) {
        expect([args, (await m.home.mi(args, { stdin: KEY })).code]).not.toEqual([args, 0]);
      }
      expect(await stored(m.home)).toEqual(before);
    },
  );

  test.each(['a b; rm -rf x', '$(id)', '`id`', 'ａdmin'])(
    'error: %j is in no command to type',
    async (name) => {
      await using m = await machine();
      for (const command of ['switch', 'logout']) {
        const { code, stderr } = await m.home.mi(['auth', command, name]);
        expect(code).toBe(5);
        expect(stderr.slice(stderr.indexOf('hint:'))).not.toContain(name);
        expect(stderr).toContain('mi login --profile <name>');
      }
    },
  );

  test('default: logout forgets one key; --remove the profile; --all every key', async () => {
    await using m = await machine();
    const { stderr } = await m.home.mi(['auth', 'logout', 'work']);
    expect(stderr).toBe(`signed out eve@example.com from ${m.server.url} (profile work)\n`);
    expect(await stored(m.home)).toMatchObject({
      apiKey: KEY,
      profiles: { work: { endpoint: m.server.url } },
    });
    expect((await m.home.mi(['auth', 'list'])).stdout).toContain('work\tsigned out');
    expect(await m.home.mi(['whoami', '--profile', 'work'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('hint: Run `mi login --profile work`'),
    });
    await m.home.mi(['auth', 'logout', 'work', '--remove']);
    expect(await names(m.home)).toEqual(['default*']);
    await signIn(m.home, m.server, WORK, '--profile', 'work');
    const all = await m.home.mi(['auth', 'logout', '--all', '--json']);
    expect(JSON.parse(all.stdout)).toMatchObject([
      { name: 'default', email: 'ada@example.com' },
      { name: 'work' },
    ]);
    expect(JSON.stringify(await stored(m.home))).not.toMatch(/mi_|example\.com/);
    expect(await m.home.mi(['auth', 'logout'])).toMatchObject({
      code: 0,
      stderr: 'no account was signed in\n',
    });
    expect(await m.home.mi(['auth', 'logout', 'work', '--all'])).toMatchObject({ code: 2 });
  });

  test('default: mi logout is short for the current one', async () => {
    await using m = await machine();
    await m.home.mi(['auth', 'switch', 'work']);
    expect(await m.home.mi(['logout'])).toMatchObject({
      code: 0,
      stderr: `signed out eve@example.com from ${m.server.url}\n`,
    });
    expect(await stored(m.home)).toMatchObject({ apiKey: KEY });
    expect(await m.home.mi(['logout'])).toMatchObject({ code: 0, stderr: 'no account was signed in\n' });
    await m.home.mi(['logout', '--profile', 'default']);
    expect(await stored(m.home)).not.toHaveProperty('apiKey');
  });

  test('behavior: the current account after a profile was removed is named', async () => {
    await using m = await machine();
    await m.home.mi(['auth', 'switch', 'work']);
    const { stderr } = await m.home.mi(['auth', 'logout', '--remove']);
    expect(stderr).toBe(
      `signed out eve@example.com from ${m.server.url} (profile work)\n` +
        `note: the current account is now ada@example.com at ${m.server.url} (profile default).\n`,
    );
  });

  test('behavior: without a current account, the others are named', async () => {
    await using m = await machine();
    const { stderr } = await m.home.mi(['auth', 'logout', 'default', '--remove']);
    expect(stderr).toContain('note: there is no current account now. To choose one: mi auth switch work\n');
    expect(await m.home.mi(['whoami'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Other accounts are signed in here: `mi auth switch` with work.'),
    });
  });

  test.each([
    [['logout']],
    [['auth', 'logout']],
    [['auth', 'list']],
    [['auth', 'switch']],
    [['whoami']],
    [['init', '--office', 'o2']],
  ])('error: mi %j with a mistyped profile', async (args) => {
    await using m = await machine();
    const before = await stored(m.home);
    expect(await m.home.mi([...args, '--profile', 'wrok'])).toMatchObject({
      code: 5,
      stdout: '',
      stderr: expect.stringMatching(/there is no profile wrok\nhint: Did you mean work\? `mi auth list`/),
    });
    expect(await stored(m.home)).toEqual(before);
  });

  test('error: a missing current profile: a piped key is sent only to named hosts', async () => {
    await using m = await machine();
    await writeFile(
      join(m.home.path, '.os1/config.json'),
      JSON.stringify({ ...Object(await stored(m.home)), profile: 'gone' }),
    );
    expect(await m.home.mi(['login', '--token', '-'], { stdin: KEY })).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('mi login --profile gone'),
    });
    const args = ['login', '--token', '-', '--profile', 'gone', '--endpoint', m.server.url];
    expect(await m.home.mi(args, { stdin: KEY })).toMatchObject({ code: 0 });
    expect(await m.home.mi(['whoami'])).toMatchObject({ code: 0 });
  });

  test('behavior: the list is printed even if MI_PROFILE is mistyped', async () => {
    await using m = await machine();
    expect(await m.home.mi(['auth', 'list'], { env: { MI_PROFILE: 'wrok' } })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('work'),
      stderr: expect.stringContaining('note: MI_PROFILE names wrok, which does not exist.\n'),
    });
  });

  test('default: init sets up a profile beside the others', async () => {
    await using m = await machine();
    const args = ['init', '--profile', 'dev', '--endpoint', 'https://dev.mitosislabs.ai', '--office', 'o2'];
    expect(await m.home.mi(args)).toMatchObject({ code: 0 });
    expect(await stored(m.home)).toMatchObject({
      apiKey: KEY,
      profiles: { dev: { endpoint: 'https://m.dev.mitosislabs.ai', defaultOffice: 'o2' } },
    });
    expect(await names(m.home)).toEqual(['default*', 'dev', 'work']);
  });
});

test('behavior: a machine without accounts has nothing to list', async () => {
  await using home = await makeHome();
  expect(await home.mi(['auth', 'list'], { tty: true })).toMatchObject({
    code: 0,
    stderr: 'no account is signed in on this machine; next: mi login\n',
  });
  expect(await home.mi(['auth', 'logout', '--all'])).toMatchObject({ code: 0 });
  expect(await home.mi(['auth', 'switch'])).toMatchObject({ code: 2 });
});
