import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@mitosislabs/emulator';
import { isMissing, requireProgram } from '@mitosislabs/tooling/programs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectChromium } from '../runtimes/connectChromium.ts';
import { mi } from './mi.ts';
import { root } from './snippets.ts';
import { type Login, startLogin } from './startLogin.ts';
import { openTerminal } from './tmux.ts';

const miFile = join(root, 'packages/sdk/bin/mi.js');

let emulator: Emulator;
let home: string;
let at: string[];

beforeAll(async () => {
  emulator = await startEmulator();
  at = ['--endpoint', emulator.endpoint, '--dashboard', emulator.dashboardEndpoint];
});
afterAll(() => emulator?.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mitosis-login-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const config = async () => JSON.parse(await readFile(join(home, '.os1/config.json'), 'utf8'));

describe.skipIf(isMissing('chromium'))('in Chromium, with the emulator’s sign-in page', () => {
  let browser: Browser;
  let page: Page;
  let login: Login;
  let complaints: string[];
  /** Every host that the browser asked. */
  let asked: Set<string>;

  beforeAll(async () => {
    browser = await connectChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    asked = new Set();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => asked.add(new URL(request.url()).hostname));
    login = await startLogin(home, at);
  });
  afterEach(async () => {
    login.child.kill();
    await page.close();
  });

  test('default: types an address, signs in, and ends on the page of mi; the key is kept', async () => {
    await page.goto(login.url);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    const { code, stdout, stderr } = await login.ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('logged in as ada@example.com');
    const { apiKey, email } = await config();
    expect(email).toBe('ada@example.com');
    expect(apiKey).toMatch(/^mi_emulator_/);
    const whoami = await mi(['whoami', '--json'], { home });
    expect(JSON.parse(whoami.stdout)).toMatchObject({
      email: 'ada@example.com',
      endpoint: emulator.endpoint,
    });
    // Neither in the address bar nor a step back, and the policies of both pages held.
    expect(new URL(page.url()).pathname).toBe('/done');
    const seen = await page.evaluate(() => [
      document.URL,
      document.referrer,
      document.documentElement.outerHTML,
    ]);
    expect(seen.join('\n')).not.toContain(apiKey);
    await page.goBack();
    expect(page.url()).toBe(login.url);
    expect(complaints).toEqual([]);
    expect([...asked].filter((host) => host !== 'localhost' && host !== '127.0.0.1')).toEqual([]);
  });

  test('behavior: a wrong address is asked for again, by the keyboard alone', async () => {
    await page.goto(login.url);
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('user@@nowhere');
    await page.evaluate(() => document.querySelector('form')?.setAttribute('novalidate', ''));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Email').fill('grace@example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(await config()).toMatchObject({ email: 'grace@example.com' });
  });

  test('behavior: cancel says so, in the browser and at the terminal', async () => {
    await page.goto(login.url);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    const { code, stderr } = await login.ended;
    expect(code).toBe(3);
    expect(stderr).toContain('the sign-in was refused: access_denied');
    expect(await readdir(home)).not.toContain('.os1');
  });

  test('behavior: pages of other sites cannot end a sign-in, nor take it over', async () => {
    const port = new URL(login.url).searchParams.get('port');
    const target = `http://localhost:${port}/callback`;
    const attacks = `
      <img src="${target}?key=mi_mallory_0123456789abcd&state=x"><img src="${target}?error=access_denied">
      <iframe src="${target}?key=mi_mallory_0123456789abcd"></iframe>
      <form id="f" method="post" action="${target}?error=access_denied" target="other"><input name="state" value="x"></form>
      <iframe name="other"></iframe>
      <script>
        document.getElementById('f').submit();
        fetch('${target}?key=mi_mallory_0123456789abcd', { mode: 'no-cors' }).catch(() => {});
        fetch('${target}?key=mi_mallory_0123456789abcd', { method: 'POST', mode: 'no-cors' }).catch(() => {});
        navigator.sendBeacon('${target}?error=access_denied');
      </script>`;
    await page.route('http://evil.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: attacks }),
    );
    await page.goto('http://evil.test/', { waitUntil: 'networkidle' });
    await page.goto(login.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'You are signed in' }).waitFor();
    expect(await login.ended).toMatchObject({ code: 0 });
    expect(await config()).toMatchObject({ email: emulator.user.email });
  });
});

describe('opening the browser', () => {
  /** A desktop whose browser writes down what it was called with. */
  async function desktop(): Promise<Record<string, string>> {
    const bin = join(home, 'bin');
    await mkdir(bin);
    for (const name of ['kde-open5', 'open']) {
      await writeFile(join(bin, name), `#!/bin/sh\nprintf '%s\\n' "$#" "$@" >> '${join(home, 'opened')}'\n`);
      await chmod(join(bin, name), 0o755);
    }
    return {
      PATH: `${bin}:${process.env['PATH']}`,
      DISPLAY: ':99',
      XDG_CURRENT_DESKTOP: 'KDE',
      KDE_SESSION_VERSION: '5',
    };
  }
  const opened = () => readFile(join(home, 'opened'), 'utf8').catch(() => '');

  test('default: the address is one argument of the opener', async () => {
    const login = await startLogin(home, at, await desktop());
    await expect.poll(opened).toBe(`1\n${login.url}\n`);
    login.child.kill('SIGINT');
    expect(await login.ended).toMatchObject({ code: 130 });
  });

  test('behavior: a hostile dashboard starts nothing but the opener', async () => {
    const env = await desktop();
    const touch = `touch ${join(home, 'owned')}`;
    const spaceless = touch.replace(' ', `\${IFS}`);
    const hostile = [
      ...[
        '$(X)',
        '`X`',
        ';X',
        ';X;',
        '|X',
        '||X',
        '&X',
        '&&X',
        '"X"',
        '";X;"',
        "';X;'",
        '\nX\n',
        '$(X',
        '%24(X)',
        '%60X%60',
      ].flatMap((shape) => [`https://localhost/${shape.replace('X', spaceless)}`]),
      `https://$(${spaceless.replaceAll('/', '%2f')}).localhost`,
      `https://localhost/--browser=${spaceless}`,
      `https://localhost/ -flag`,
      `https://localhost/{${spaceless},x}`,
      'https://-flag.localhost/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      '-flag',
      `https://user:$(${spaceless})@localhost/`,
      `https://localhost/?$(${spaceless})`,
      `https://localhost/#$(${spaceless})`,
    ];
    expect(hostile.length).toBeGreaterThanOrEqual(25);
    for (const dashboard of hostile) {
      await rm(join(home, 'opened'), { force: true });
      // `=`: it may begin with a dash.
      const args = ['--endpoint', emulator.endpoint, `--dashboard=${dashboard}`];
      const login = await startLogin(home, args, env).catch((error: Error) => error);
      if (login instanceof Error) {
        // Refused as no address of a dashboard.
        expect(login.message).toMatch(/error: /);
        continue;
      }
      await expect
        .poll(async () => (await opened()) !== '' || /No browser opens/.test(await said(login)))
        .toBe(true);
      login.child.kill('SIGINT');
      await login.ended;
      expect(['', `1\n${login.url}\n`]).toContain(await opened());
      if ((await opened()) !== '') expect(login.url).toMatch(/^https:\/\/[\w.:/?=&%-]+$/);
    }
    expect(await readdir(home)).not.toContain('owned');
  });
});

async function said(login: Login): Promise<string> {
  return (await Promise.race([login.until(/[\s\S]*/), login.ended.then(({ stderr }) => [stderr])]))[0] ?? '';
}

describe.skipIf(isMissing('tmux') || isMissing('chromium'))('at a terminal without a browser', () => {
  test('default: what did not load elsewhere is pasted, unseen, and kept', async () => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home, MITOSIS_KEYCHAIN: 'off' };
    await using terminal = await openTerminal([process.execPath, miFile, 'login', ...at], env, {
      columns: 200,
    });
    const screen = await terminal.until(/Address or key \(input is hidden\):/);
    const [url = ''] = /http:\S+cli-login\S+/.exec(screen) ?? [];
    // A browser elsewhere: it signs in, and what is localhost there is not this machine.
    const browser = await chromium.launch({
      executablePath: requireProgram('chromium'),
      args: ['--host-resolver-rules=MAP localhost 127.0.0.1:1'],
    });
    try {
      const page = await browser.newPage();
      const left = new Promise<string>((resolve) => {
        page.on('requestfailed', (request) => resolve(request.url()));
      });
      await page.goto(url);
      await page.getByRole('button', { name: 'Sign in' }).click({ noWaitAfter: true });
      await terminal.paste(await left);
    } finally {
      await browser.close();
    }
    await terminal.press('Enter');
    const last = await terminal.until(/exit code \d/);
    expect(last).toContain(`logged in as ${emulator.user.email}`);
    expect(last).toContain('exit code 0');
    const { apiKey } = await config();
    expect(await terminal.screen({ history: true })).not.toContain(apiKey);
    expect(await terminal.screen({ history: true })).not.toContain('/callback');
  });
});
