import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { describe, expect, test, vi } from 'vitest';
import { makeHome } from '../../../testing/runMi.ts';

// Each passphrase takes half a second, and far more on a machine that is busy.
vi.setConfig({ testTimeout: 120_000 });

describe('keys', () => {
  test('default: generate, list, pubkey', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const generated = await home.mi(['keys', 'generate', '-a', 'aria', '--json']);
    const { publicKey } = JSON.parse(generated.stdout);
    expect(await home.mi(['keys', 'list'])).toMatchObject({ code: 0, stdout: 'aria\n' });
    expect(await home.mi(['keys', 'pubkey', '-a', 'aria'])).toMatchObject({
      code: 0,
      stdout: `${publicKey}\n`,
    });
  });

  test('error: a key is not replaced without --force', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    await home.mi(['keys', 'generate', '-a', 'aria']);
    const again = await home.mi(['keys', 'generate', '-a', 'aria']);
    expect(again).toMatchObject({ code: 6, stdout: '' });
    expect(await home.mi(['keys', 'generate', '-a', 'aria', '--force'])).toMatchObject({ code: 0 });
  });

  test('error: no such key, no such name', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    expect(await home.mi(['keys', 'pubkey', '-a', 'aria'])).toMatchObject({ code: 5, stdout: '' });
    expect(await home.mi(['keys', 'generate', '-a', '../aria'])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('exporting and importing keys', () => {
  const MITOSIS_KEY_PASSPHRASE = 'canary-4711';

  test('behavior: a named pipe is read whenever its writer opens it; Ctrl-C ends the wait', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const pipe = join(home.path, 'pipe');
    execFileSync('mkfifo', ['-m', '600', pipe]);
    const waiting = home.start(['keys', 'import', '-a', 'aria', pipe]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    waiting.interrupt();
    expect(await waiting.outcome).toMatchObject({ code: 130, stdout: '' });
    const imported = home.mi(['keys', 'import', '-a', 'aria', pipe]);
    await writeFile(pipe, `${'01'.repeat(32)}\n`);
    expect(await imported).toMatchObject({ code: 0, stdout: expect.stringMatching(/^04[0-9a-f]{128}\n$/) });
  });

  test('default: exported to a file for its owner alone, and imported under another name', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const env = { MITOSIS_KEY_PASSPHRASE };
    const { stdout: publicKey } = await home.mi(['keys', 'generate', '-a', 'aria', '--encrypt'], { env });
    const file = join(home.path, 'aria.json');
    const exported = await home.mi(['keys', 'export', '-a', 'aria', '--out', file], { env });
    expect(exported).toMatchObject({ code: 0, stdout: `${file}\n` });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const text = await readFile(file, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ version: 3, crypto: { kdf: 'scrypt' } });
    expect(await home.mi(['keys', 'export', '-a', 'aria', '--out', file], { env })).toMatchObject({
      code: 6,
    });
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await readdir(home.path)).toEqual(['.os1', 'aria.json']);
    const nowhere = ['keys', 'export', '-a', 'aria', '--out', join(home.path, 'nowhere/aria.json')];
    expect(await home.mi(nowhere, { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`there is no folder ${join(home.path, 'nowhere')}`),
    });
    expect(await home.mi(['keys', 'import', '-a', 'bob', file], { env })).toMatchObject({
      code: 0,
      stdout: publicKey,
    });
    const piped = await home.mi(['keys', 'import', '-a', 'carl', '-', '--encrypt'], { env, stdin: text });
    expect(piped).toMatchObject({ code: 0, stdout: publicKey });
    // Its public key is shown without the passphrase.
    expect(await home.mi(['keys', 'pubkey', '-a', 'carl'])).toMatchObject({ code: 0, stdout: publicKey });
    expect((await home.mi(['keys', 'import', '-a', 'bob', file], { env })).code).toBe(6);
  });

  test('behavior: at a terminal the passphrase is asked for twice, and not shown', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    await home.mi(['keys', 'generate', '-a', 'aria']);
    const run = home.start(['keys', 'export', '-a', 'aria', '--out', join(home.path, 'x')], { tty: true });
    await run.until(/New passphrase:/);
    Reflect.apply(Reflect.get(run.stdin, 'write'), run.stdin, [`${MITOSIS_KEY_PASSPHRASE}\n`]);
    await run.until(/Repeat the passphrase:/);
    Reflect.apply(Reflect.get(run.stdin, 'write'), run.stdin, ['another\n']);
    const { code, stdout, stderr } = await run.outcome;
    expect([code, stderr]).toEqual([2, expect.stringContaining('the two passphrases differ')]);
    expect(stdout + stderr).not.toContain(MITOSIS_KEY_PASSPHRASE);
  });

  test('behavior: a typed passphrase keeps its spaces, like a piped one', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const typed = ' canary 4711 ';
    const run = home.start(['keys', 'generate', '-a', 'aria', '--encrypt'], { tty: true });
    for (const question of [/New passphrase:/, /Repeat the passphrase:/]) {
      await run.until(question);
      Reflect.apply(Reflect.get(run.stdin, 'write'), run.stdin, [`${typed}\r`]);
    }
    expect((await run.outcome).code).toBe(0);
    const args = ['keys', 'export', '-a', 'aria', '--passphrase-stdin'];
    expect(await home.mi(args, { stdin: `${typed}\n` })).toMatchObject({ code: 0 });
    expect(await home.mi(args, { stdin: `${typed.trim()}\n` })).toMatchObject({ code: 1, stdout: '' });
  });

  test('error: endless input is not a key', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const file = await home.mi(['keys', 'import', '-a', 'aria', '/dev/zero']);
    expect(file).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: \/dev\/zero has more than /),
    });
    const run = home.start(['keys', 'import', '-a', 'aria', '-']);
    // Nothing says that this is its end.
    run.stdin.push('0'.repeat(65_537));
    expect(await run.outcome).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: standard input has more than /),
    });
    expect((await home.mi(['keys', 'import', '-a', 'aria', join(home.path, 'none')])).code).toBe(2);
  });

  test('error: no passphrase, a wrong one, no key, no terminal to write to', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const env = { MITOSIS_KEY_PASSPHRASE };
    expect(await home.mi(['keys', 'generate', '-a', 'aria', '--encrypt'])).toMatchObject({
      code: 2,
      stdout: '',
    });
    expect(await home.mi(['keys', 'export', '-a', 'aria', '--out', '-'], { env })).toMatchObject({ code: 5 });
    await home.mi(['keys', 'generate', '-a', 'aria', '--encrypt'], { env });
    expect((await home.mi(['keys', 'export', '-a', 'aria'], { env, tty: true })).code).toBe(2);
    const wrong = await home.mi(['keys', 'export', '-a', 'aria'], {
      env: { MITOSIS_KEY_PASSPHRASE: 'wrong' },
    });
    expect(wrong).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('passphrase') });
  });

  test('error: a key is not used for another host', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1', MITOSIS_ENDPOINT: 'https://m.mitosislabs.ai' });
    await home.mi(['keys', 'generate', '-a', 'aria']);
    for (const args of [
      ['api', 'GET', '/api/v1/offices', '--agent', 'aria'],
      ['keys', 'generate', '-a', 'bob'],
    ]) {
      const refused = await home.mi(args, { env: { MITOSIS_ENDPOINT: 'https://evil.example' } });
      expect(refused).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringContaining('m.mitosislabs.ai'),
      });
    }
    const dashboard = ['api', 'GET', '/api/v1/offices', '--agent', 'aria', '--dashboard'];
    const env = { MITOSIS_DASHBOARD_ENDPOINT: 'https://evil.example' };
    expect(await home.mi(dashboard, { env })).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('a passphrase that is piped in', () => {
  const SECRET = 'canary 4711 \u00e4';

  test('default: a piped passphrase encrypts, opens and exports a key without a prompt', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    // The pipe overrides the variable.
    const env = { MITOSIS_KEY_PASSPHRASE: 'another' };
    const piped = (args: string[], stdin: string) =>
      home.mi(['keys', ...args, '--passphrase-stdin'], { stdin, env });
    const generated = await piped(['generate', '-a', 'aria', '--encrypt'], `${SECRET}\nthe second line\n`);
    expect(generated).toMatchObject({ code: 0, stderr: '' });
    const key = await readFile(join(home.path, '.os1/keys/o1/aria.key'), 'utf8');
    expect(JSON.parse(key)).toMatchObject({ version: 3, crypto: { kdf: 'scrypt' } });
    const file = join(home.path, 'aria.json');
    expect(await piped(['export', '-a', 'aria', '--out', file], `${SECRET}\r\n`)).toMatchObject({ code: 0 });
    const imported = await piped(['import', '-a', 'bob', file], SECRET);
    expect(imported).toMatchObject({ code: 0, stdout: generated.stdout });
    const wrong = await piped(['import', '-a', 'carl', file], `${SECRET} \n`);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).not.toContain('canary');
  });

  test('behavior: the writer need not close the pipe; input in pieces is joined', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const args = ['keys', 'generate', '-a', 'aria', '--encrypt', '--passphrase-stdin'];
    const running = home.start(args);
    const bytes = Buffer.from(`${SECRET}\n`);
    for (const byte of bytes) {
      Reflect.apply(Reflect.get(running.stdin, 'write'), running.stdin, [Buffer.of(byte)]);
      await new Promise(setImmediate);
    }
    expect(await running.outcome).toMatchObject({ code: 0 });
    const file = join(home.path, 'aria.json');
    const env = { MITOSIS_KEY_PASSPHRASE: SECRET };
    expect(await home.mi(['keys', 'export', '-a', 'aria', '--out', file], { env })).toMatchObject({
      code: 0,
    });
    const waiting = home.start(args);
    waiting.interrupt();
    expect(await waiting.outcome).toMatchObject({ code: 130 });
  });

  test.each<[string, string[], { stdin?: string; tty?: boolean }, RegExp]>([
    ['a terminal', ['generate', '-a', 'aria', '--encrypt'], { tty: true }, /standard input is a terminal/],
    ['a terminal', ['export', '-a', 'aria', '--out', '-'], { tty: true }, /standard input is a terminal/],
    ['a terminal', ['rotate', '-a', 'aria'], { tty: true }, /standard input is a terminal/],
    ['nothing', ['generate', '-a', 'aria', '--encrypt'], { stdin: '' }, /no passphrase on standard input/],
    ['an empty line', ['generate', '-a', 'aria', '--encrypt'], { stdin: '\nx' }, /no passphrase/],
    ['too much', ['generate', '-a', 'aria', '--encrypt'], { stdin: 'x'.repeat(5000) }, /no passphrase/],
    ['nothing to encrypt', ['generate', '-a', 'aria'], { stdin: 'x' }, /without --encrypt/],
    ['also the key', ['import', '-a', 'aria', '-'], { stdin: 'x' }, /both the key and its passphrase/],
    ['its text', ['generate', '-a', 'aria', '--encrypt', 'x'], { stdin: 'x' }, /./],
  ])('error: standard input is %s: mi keys %j', async (_, args, options, message) => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1', MITOSIS_API_KEY: 'mi_x' });
    const refused = await home.mi(['keys', ...args, '--passphrase-stdin'], options);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
    await expect(stat(join(home.path, '.os1/keys'))).rejects.toThrow('ENOENT');
  });

  test('error: invalid UTF-8 is refused, not replaced', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    const running = home.start(['keys', 'generate', '-a', 'aria', '--encrypt', '--passphrase-stdin']);
    Reflect.apply(Reflect.get(running.stdin, 'end'), running.stdin, [Buffer.of(0x66, 0xff, 0x0a)]);
    expect(await running.outcome).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('keys rotate', () => {
  test('default: the platform accepts the new key; a missing agent is an error', async () => {
    const emulator = await startEmulator({ brain: 'none' });
    try {
      await using home = await makeHome({
        MITOSIS_ENDPOINT: emulator.endpoint,
        MITOSIS_DASHBOARD_ENDPOINT: emulator.dashboardEndpoint,
        MITOSIS_API_KEY: emulator.apiKey,
      });
      const { id } = JSON.parse((await home.mi(['offices', 'create', '-n', 'x', '--json'])).stdout);
      const env = { MITOSIS_OFFICE: id };
      await home.mi(['agents', 'hire', '-n', 'aria'], { env });
      await home.mi(['keys', 'generate', '-a', 'aria'], { env });
      const rotated = await home.mi(['keys', 'rotate', '-a', 'aria', '--json'], { env });
      expect(rotated.code).toBe(0);
      const { publicKey } = JSON.parse(rotated.stdout);
      expect((await home.mi(['keys', 'pubkey', '-a', 'aria'], { env })).stdout).toBe(`${publicKey}\n`);
      const self = ['api', 'GET', `/api/v1/offices/${id}/capabilities/self`, '--agent', 'aria'];
      expect(JSON.parse((await home.mi(self, { env })).stdout)).toMatchObject({ kind: 'agent', id: 'aria' });
      expect(await home.mi(['keys', 'rotate', '-a', 'bob'], { env })).toMatchObject({ code: 5, stdout: '' });
      // An encrypted key is opened with what is piped in, and the new one is encrypted with it.
      const encrypted = ['keys', 'generate', '-a', 'aria', '--force', '--encrypt', '--passphrase-stdin'];
      await home.mi(encrypted, { env, stdin: 'canary-4711' });
      const again = ['keys', 'rotate', '-a', 'aria', '--passphrase-stdin'];
      expect(await home.mi(again, { env, stdin: 'canary-4711' })).toMatchObject({ code: 0 });
      const key = await readFile(join(home.path, '.os1/keys', id, 'aria.key'), 'utf8');
      expect(JSON.parse(key)).toMatchObject({ version: 3 });
    } finally {
      await emulator.close();
    }
  });
});
