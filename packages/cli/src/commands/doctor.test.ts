import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { serve } from '@mitosislabs/tooling/serve';
import { describe, expect, test } from 'vitest';
import { type Home, makeHome } from '../../testing/runMi.ts';
import { checkNode, checkProxy } from '../doctor/machine.ts';
import { checkClock } from '../doctor/platform.ts';

interface Row {
  name: string;
  status: string;
  detail: string;
  fix?: string;
}

/** Runs the checks, and returns them by name. */
async function doctor(
  home: Home,
  args: string[] = [],
  env = {},
): Promise<{ code: number; by: Record<string, Row> }> {
  const { code, stdout, stderr } = await home.mi(['doctor', '--json', ...args], { env });
  expect(stderr).toBe('');
  const rows: Row[] = JSON.parse(stdout);
  return { code, by: Object.fromEntries(rows.map((row) => [row.name, row])) };
}

describe('mi doctor', () => {
  test('default: all is well with a platform, an account and the key of an agent', async () => {
    await using emulator = await startEmulator({ readyAfterMs: 5 });
    await using home = await makeHome({
      MITOSIS_ENDPOINT: emulator.endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: emulator.dashboardEndpoint,
      MITOSIS_API_KEY: emulator.apiKey,
    });
    await home.mi(['offices', 'create', '-n', 'acme']);
    await home.mi(['agents', 'hire', '-n', 'aria', '--wait']);
    await home.mi(['keys', 'generate', '-a', 'aria']);
    const before = await doctor(home);
    expect(before.code).toBe(1);
    expect(before.by['key of aria']).toMatchObject({
      status: 'failed',
      fix: expect.stringMatching(/^mi keys rotate -o \S+ -a aria$/),
    });
    const fix = before.by['key of aria']?.fix?.split(' ').slice(1) ?? [];
    expect(await home.mi(fix)).toMatchObject({ code: 0 });
    const { code, by } = await doctor(home);
    expect(Object.values(by).filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(code).toBe(0);
    expect(Object.keys(by)).toEqual([
      'node',
      'proxy',
      'keystore',
      'keychain',
      'network',
      'clock',
      'key',
      'key of aria',
    ]);
    const shown = await home.mi(['doctor'], { tty: true });
    expect(shown.stdout).toMatch(/^✓ {2}node/m);
  });

  test('error: each problem has its fix', async () => {
    await using server = await serve((_, response) => {
      response.writeHead(401, { 'Content-Type': 'application/json', Date: 'Thu, 01 Jan 2026 00:00:00 GMT' });
      response.end('{"error":"invalid auth"}');
    });
    await using home = await makeHome({
      MITOSIS_ENDPOINT: server.url,
      MITOSIS_API_KEY: 'mi_canary_0123456789abcdef',
    });
    const { code, by } = await doctor(home, [], { HTTPS_PROXY: 'socks5://proxy.test' });
    expect(code).toBe(1);
    expect(by['proxy']).toMatchObject({
      status: 'failed',
      fix: expect.stringContaining('unset HTTPS_PROXY'),
    });
    expect(by['clock']).toMatchObject({ status: 'warning', fix: expect.stringContaining('clock') });
    expect(by['key']).toMatchObject({ status: 'failed', fix: expect.stringContaining('mi login') });
    expect(by['network']?.status).toBe('ok');
  });

  test('error: no platform, no account', async () => {
    const server = await serve(() => undefined);
    await server[Symbol.asyncDispose]();
    await using home = await makeHome({ MITOSIS_ENDPOINT: server.url });
    const { code, by } = await doctor(home);
    expect(code).toBe(1);
    expect(by['network']).toMatchObject({ status: 'failed', fix: expect.stringContaining('mi dev') });
    expect(by['clock']?.status).toBe('skipped');
    expect(by['key']).toMatchObject({ status: 'failed', fix: expect.stringContaining('mi login') });
  });

  test('behavior: --fix makes the keystore private', async () => {
    await using home = await makeHome({ MITOSIS_ENDPOINT: 'http://127.0.0.1:9' });
    const root = join(home.path, '.os1');
    await mkdir(join(root, 'keys/o1'), { recursive: true, mode: 0o755 });
    await writeFile(join(root, 'config.json'), '{"endpoint":"http://127.0.0.1:9"}');
    const files = [root, join(root, 'keys'), join(root, 'keys/o1'), join(root, 'config.json')];
    for (const file of files) await chmod(file, 0o755);
    const { by } = await doctor(home);
    expect(by['keystore']).toMatchObject({
      status: 'failed',
      fix: expect.stringContaining('mi doctor --fix'),
    });
    expect((await doctor(home, ['--fix'])).by['keystore']).toMatchObject({ status: 'ok', fixed: true });
    const modes = await Promise.all(files.map(async (file) => ((await stat(file)).mode & 0o777).toString(8)));
    expect(modes).toEqual(['700', '700', '700', '600']);
    expect((await doctor(home)).by['keystore']?.status).toBe('ok');
  });

  test('behavior: checks what the links of the user lead to', async () => {
    await using home = await makeHome({ MITOSIS_ENDPOINT: 'http://127.0.0.1:9' });
    const [root, dotfiles] = [join(home.path, '.os1'), join(home.path, 'dotfiles')];
    await mkdir(dotfiles, { mode: 0o700 });
    await symlink(dotfiles, root);
    // A link in a circle ends.
    await symlink(root, join(dotfiles, 'self'));
    const position = join(home.path, 'position');
    await writeFile(position, '');
    await chmod(position, 0o644);
    await mkdir(join(root, 'sessions'), { mode: 0o700 });
    await symlink(position, join(root, 'sessions/position'));
    expect((await doctor(home)).by['keystore']).toMatchObject({ status: 'failed' });
    expect((await doctor(home, ['--fix'])).by['keystore']).toMatchObject({ status: 'ok', fixed: true });
    expect((await stat(position)).mode & 0o777).toBe(0o600);
  });
});

test.each([
  ['16.20.0', 'failed'],
  ['18.20.8', 'warning'],
  ['20.0.0', 'ok'],
  ['26.1.0', 'ok'],
])('behavior: Node %s is %s', (version, status) => {
  expect(checkNode(version).status).toBe(status);
});

test('behavior: a proxy is named without its password', () => {
  const { status, detail } = checkProxy({
    env: { HTTPS_PROXY: 'http://me:secret@proxy.example:3128', NO_PROXY: 'x' },
  });
  expect({ status, detail }).toEqual({ status: 'ok', detail: 'proxy.example:3128 (HTTPS_PROXY), not for x' });
});

test.each([
  [{}, 'ok', 'none'],
  [
    { https_proxy: 'proxy.example:3128', HTTPS_PROXY: 'http://other' },
    'ok',
    'proxy.example:3128 (https_proxy)',
  ],
  [{ ALL_PROXY: 'https://proxy.example' }, 'ok', 'proxy.example (ALL_PROXY)'],
  [
    { ALL_PROXY: 'socks5://me:secret@proxy.example' },
    'failed',
    'ALL_PROXY is not the URL of an http or https proxy',
  ],
  [
    { HTTPS_PROXY: 'http://me:secret@ho st' },
    'failed',
    'HTTPS_PROXY is not the URL of an http or https proxy',
  ],
  [
    { HTTP_PROXY: 'http://proxy.example' },
    'warning',
    'HTTP_PROXY is set, but requests use https, so HTTPS_PROXY would name their proxy',
  ],
])('behavior: with %j the proxy is %s: %s', (env, status, detail) => {
  expect(checkProxy({ env })).toMatchObject({ status, detail });
});

test.each([
  ['Thu, 01 Jan 2026 00:00:00 GMT', 0, 400, 'ok'],
  ['Thu, 01 Jan 2026 00:00:00 GMT', 120_000, 121_000, 'warning'],
  ['Thu, 01 Jan 2026 00:00:00 GMT', -120_000, -119_000, 'warning'],
  ['nonsense', 0, 0, 'skipped'],
  [undefined, 0, 0, 'skipped'],
])('behavior: a clock that says %s, between %d and %d, is %s', (date, sent, received, status) => {
  const base = Date.parse('Thu, 01 Jan 2026 00:00:00 GMT');
  expect(checkClock(date, base + sent, base + received).status).toBe(status);
});
