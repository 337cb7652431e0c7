import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKeyPair, publicKeyFromPrivate, verifyJWT } from '@mitosislabs/auth';
import { serve } from '@mitosislabs/tooling/serve';
import { expect, test } from 'vitest';
import { makeHome } from '../../testing/runMi.ts';

const SECRET = '0123456789abcdef0123456789abcdef';

/** A home folder as the earlier client's `mi init` left it. */
async function earlierHome(endpoint: string, config: object = {}) {
  const home = await makeHome({ MITOSIS_OFFICE: 'o1' });
  const root = join(home.path, '.os1');
  await mkdir(join(root, 'keys', 'o1'), { recursive: true, mode: 0o700 });
  await writeFile(join(root, 'config.json'), JSON.stringify({ endpoint, ...config }));
  await chmod(join(root, 'config.json'), 0o644);
  await writeFile(join(root, 'keys/jwt.key'), SECRET, { mode: 0o600 });
  return { home, config: join(root, 'config.json'), keys: join(root, 'keys/o1') };
}

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('default: mi signs in with the secret, and says once that others can read the config', async () => {
  await using server = await serve((_, response) => response.end('[]'));
  const { home, config } = await earlierHome(server.url);
  await using _ = home;
  const listed = await home.mi(['offices', 'list', '--json']);
  expect(listed).toMatchObject({ code: 0, stdout: '[]\n' });
  expect(listed.stderr).toBe(
    `note: Other users can read ${config}. It holds no key, and is used. Make it private: \`mi init --yes\`, or chmod 600 ${config}\n`,
  );
  const token = server.seen[0]?.headers.authorization?.replace('Bearer ', '') ?? '';
  expect(() => verifyJWT(token, SECRET)).not.toThrow();
  expect(await home.mi(['whoami'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^logged in \(JWT secret\)\n(.*\n)*key from: .*keys\/jwt\.key\n/),
  });
  expect(await modeOf(config)).toBe('644');
});

test('error: the secret signs nothing for another host', async () => {
  await using server = await serve((_, response) => response.end('[]'));
  await using other = await serve((_, response) => response.end('[]'));
  const { home } = await earlierHome(server.url);
  await using _ = home;
  for (const env of [{ MITOSIS_ENDPOINT: other.url }, { MITOSIS_DASHBOARD_ENDPOINT: other.url }]) {
    expect(await home.mi(['offices', 'list'], { env })).toMatchObject({ code: 3, stdout: '' });
  }
  // It stays with its host when the config moves.
  expect(await home.mi(['init', '--endpoint', other.url, '--yes'])).toMatchObject({ code: 0 });
  expect(await home.mi(['offices', 'list'])).toMatchObject({ code: 3, stdout: '' });
  expect([server.seen, other.seen]).toEqual([[], []]);
  expect(await home.mi(['init', '--endpoint', server.url])).toMatchObject({ code: 0 });
  expect(await home.mi(['offices', 'list'])).toMatchObject({ code: 0 });
});

test('behavior: mi init makes the config private with --yes, or after asking', async () => {
  const { home, config } = await earlierHome('https://m.mitosislabs.ai', { theme: 'dark' });
  await using _ = home;
  const before = await readFile(config, 'utf8');
  for (const args of [
    ['init'],
    ['init', '--office', 'o2'],
    ['init', '--endpoint', 'https://other.example'],
  ]) {
    expect(await home.mi(args)).toMatchObject({ code: 1, stderr: expect.stringContaining('mi init --yes') });
  }
  for (const args of [
    ['init', '--yes', '--endpoint', 'nonsense'],
    ['init', '--yes', '--dashboard', 'http://x.y'],
  ]) {
    expect(await home.mi(args)).toMatchObject({ code: 2 });
  }
  const asked = home.start(['init', '--office', 'o2'], { tty: true });
  await asked.until(/Make it private\? \[y\/N\]/);
  Reflect.apply(Reflect.get(asked.stdin, 'write'), asked.stdin, ['\n']);
  expect(await asked.outcome).toMatchObject({
    code: 10,
    stderr: expect.stringContaining('nothing was changed'),
  });
  expect([await modeOf(config), await readFile(config, 'utf8')]).toEqual(['644', before]);

  expect(await home.mi(['init', '--yes'])).toMatchObject({ code: 0 });
  expect([await modeOf(config), await readFile(config, 'utf8')]).toEqual(['600', before]);
  expect(await home.mi(['init', '--yes', '--json'])).toMatchObject({ code: 0, stderr: '' });

  await chmod(config, 0o664);
  expect(await home.mi(['whoami'])).toMatchObject({ code: 1, stderr: expect.stringContaining('chmod 600') });
  const agreed = home.start(['init', '--office', 'o2'], { tty: true });
  await agreed.until(/Make it private\? \[y\/N\]/);
  Reflect.apply(Reflect.get(agreed.stdin, 'write'), agreed.stdin, ['y\n']);
  expect(await agreed.outcome).toMatchObject({ code: 0 });
  expect(await modeOf(config)).toBe('600');
  expect(JSON.parse(await readFile(config, 'utf8'))).toEqual({
    endpoint: 'https://m.mitosislabs.ai',
    defaultOffice: 'o2',
    theme: 'dark',
  });
});

test('error: with a key in it, the config is refused until it is private; then a new key is recommended', async () => {
  const { home } = await earlierHome('https://m.mitosislabs.ai', { apiKey: 'mi_canary_0123456789abcdef' });
  await using _ = home;
  const refused = await home.mi(['whoami']);
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('chmod 600') });
  const mended = await home.mi(['init', '--yes']);
  expect(mended).toMatchObject({ code: 0, stderr: expect.stringContaining('Revoke it') });
  expect(`${refused.stderr}${mended.stderr}`).not.toContain('canary');
});

test('behavior: keys of 32 bytes are listed, shown, exported, imported and kept', async () => {
  const { home, keys } = await earlierHome('https://m.mitosislabs.ai');
  await using _ = home;
  await home.mi(['init', '--yes']);
  const pairs = { aria: generateKeyPair().privateKey, text: Buffer.from('0123456789abcdef'.repeat(2)) };
  for (const [agent, key] of Object.entries(pairs)) {
    await writeFile(join(keys, `${agent}.key`), key, { mode: 0o600 });
  }
  expect(await home.mi(['keys', 'list'])).toMatchObject({ stdout: 'aria\ntext\n', stderr: '' });
  for (const [agent, key] of Object.entries(pairs)) {
    const publicKey = `${publicKeyFromPrivate(key)}\n`;
    const done = { code: 0, stdout: publicKey };
    expect(await home.mi(['keys', 'pubkey', '-a', agent])).toMatchObject(done);
    expect(await home.mi(['keys', 'generate', '-a', agent])).toMatchObject({ code: 6, stdout: '' });
    expect(await home.mi(['keys', 'import', '-a', `${agent}-2`, join(keys, `${agent}.key`)])).toMatchObject(
      done,
    );
    const piped = home.start(['keys', 'import', '-a', `${agent}-3`, '-']);
    Reflect.apply(Reflect.get(piped.stdin, 'end'), piped.stdin, [Buffer.from(key)]);
    expect(await piped.outcome).toMatchObject(done);
    expect(Buffer.compare(await readFile(join(keys, `${agent}.key`)), key)).toBe(0);
  }
});
