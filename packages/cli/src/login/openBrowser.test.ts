import { describe, expect, test, vi } from 'vitest';
import { hasBrowser, isOpenable, openBrowser } from './openBrowser.ts';

describe('isOpenable', () => {
  test.each([
    'https://mitosislabs.ai/api/auth/cli-login?port=45678&state=a_B-9',
    'http://localhost:3000/api/auth/cli-login?port=1&state=x',
    'http://127.0.0.1:3000/',
    'http://[::1]:3000/a%20b',
  ])('default: %s', (address) => {
    expect(isOpenable(address)).toBe(true);
  });

  test.each([
    'http://mitosislabs.ai/',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'ssh://host/',
    'smb://host/share',
    'ms-msdt:/id',
    'vscode://file/etc/passwd',
    '-flag',
    '--help',
    'https://$(touch).evil.example/',
    'https://evil.example/$(touch x)',
    'https://evil.example/`touch`',
    'https://evil.example/;touch',
    "https://evil.example/'touch'",
    'https://evil.example/"touch"',
    'https://evil.example/|touch',
    'https://evil.example/(touch)',
    'https://evil.example/{a,b}',
    'https://evil.example/a^b!',
    'https://user@evil.example/',
    'https://mitosislabs.ai@evil.example/',
    'https://evil.example/a b',
    'https://evil.example/\n-x',
    ' https://evil.example/',
    'https://evil.example\\@mitosislabs.ai/',
    'HTTPS://evil.example/',
    '',
  ])('error: %j', (address) => {
    expect(isOpenable(address)).toBe(false);
  });
});

test.each<[Record<string, string>, NodeJS.Platform, boolean]>([
  [{}, 'darwin', true],
  [{}, 'win32', true],
  [{}, 'linux', false],
  [{ DISPLAY: ':0' }, 'linux', true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
  [{ WSL_DISTRO_NAME: 'Debian' }, 'linux', true],
  [{ SSH_CONNECTION: '192.0.2.1 1 192.0.2.2 22' }, 'darwin', false],
  [{ SSH_TTY: '/dev/pts/0', DISPLAY: ':10' }, 'linux', false],
])('behavior: whether there is a browser with %j on %s', (env, platform, expected) => {
  expect(hasBrowser({ env }, platform)).toBe(expected);
});

test.runIf(process.platform === 'linux')('error: a failing opener is reported', async () => {
  // The opener runs this program as the browser.
  vi.stubEnv('BROWSER', 'false');
  vi.stubEnv('DISPLAY', '');
  vi.stubEnv('WAYLAND_DISPLAY', '');
  const why = await new Promise<string>((resolve) => {
    void openBrowser('https://mitosislabs.ai/', resolve);
  });
  vi.unstubAllEnvs();
  expect(why).toMatch(/^the opener ended with exit code [1-9]/);
});
