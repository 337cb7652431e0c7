import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@mitosislabs/emulator';
import { describe, expect, test } from 'vitest';
import { makeHome } from '../../../testing/runMi.ts';

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

describe('keys that travel', () => {
  const MITOSIS_KEY_PASSPHRASE = 'canary-4711';

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
      code: 2,
    });
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(await home.mi(['keys', 'import', '-a', 'bob', file], { env })).toMatchObject({
      code: 0,
      stdout: publicKey,
    });
    const piped = await home.mi(['keys', 'import', '-a', 'carl', '-', '--encrypt'], { env, stdin: text });
    expect(piped).toMatchObject({ code: 0, stdout: publicKey });
    // Its public key is told without the passphrase.
    expect(await home.mi(['keys', 'pubkey', '-a', 'carl'])).toMatchObject({ code: 0, stdout: publicKey });
    expect((await home.mi(['keys', 'import', '-a', 'bob', file], { env })).code).toBe(6);
  });

  test('behavior: at a terminal the passphrase is asked for twice, and not shown', async () => {
    await using home = await makeHome({ MITOSIS_OFFICE: 'o1' });
    await home.mi(['keys', 'generate', '-a', 'aria']);
    const run = home.start(['keys', 'export', '-a', 'aria', '--out', join(home.path, 'x')], { tty: true });
    await run.until(/New passphrase:/);
    Reflect.apply(Reflect.get(run.stdin, 'write'), run.stdin, [`${MITOSIS_KEY_PASSPHRASE}\n`]);
    await run.until(/same again:/);
    Reflect.apply(Reflect.get(run.stdin, 'write'), run.stdin, ['another\n']);
    const { code, stdout, stderr } = await run.outcome;
    expect([code, stderr]).toEqual([2, expect.stringContaining('the two passphrases differ')]);
    expect(stdout + stderr).not.toContain(MITOSIS_KEY_PASSPHRASE);
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

describe('keys rotate', () => {
  test('default: the platform takes the new key; the agent that is not there is an error', async () => {
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
    } finally {
      await emulator.close();
    }
  });
});
